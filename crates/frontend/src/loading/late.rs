//! What is shown of a reading, made once.

use leptos::attr::Attribute;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::prelude::*;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::reactive_graph::ReactiveFunction;
use leptos::tachys::ssr::StreamBuilder;
use leptos::tachys::view::{Position, PositionState};

/// A closure in a view, as any other, but that the server makes what it shows once.
///
/// To learn what a view waits for the server walks through it before it is written; of a closure it makes the view for
/// that, lets it go, and makes it again, and walks through this one too. What is shown here waits for nothing but the
/// reading, and whatever in it has a reading of its own waits for that by itself: so the reading is asked for, and the
/// view is made when all is there.
pub(super) struct Late<F> {
    /// Asks for the reading, so that it is waited for.
    pub(super) ask: Box<dyn Fn() + Send>,
    /// What is shown of it by now.
    pub(super) show: F,
}

impl<F: ReactiveFunction<Output = Option<AnyView>>> Render for Late<F> {
    type State = <F as Render>::State;

    fn build(self) -> Self::State {
        self.show.build()
    }

    fn rebuild(self, state: &mut Self::State) {
        self.show.rebuild(state);
    }
}

impl<F: ReactiveFunction<Output = Option<AnyView>>> AddAnyAttr for Late<F> {
    type Output<SomeNewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _attr: NewAttr) -> Self::Output<NewAttr> {
        self
    }
}

impl<F: ReactiveFunction<Output = Option<AnyView>>> RenderHtml for Late<F> {
    type AsyncOutput = Option<AnyView>;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {
        (self.ask)();
    }

    async fn resolve(mut self) -> Self::AsyncOutput {
        self.show.invoke()
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        self.show.to_html_with_buf(buf, position, escape, mark_branches, extra_attrs);
    }

    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        self,
        buf: &mut StreamBuilder,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        self.show.to_html_async_with_buf::<OUT_OF_ORDER>(buf, position, escape, mark_branches, extra_attrs);
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        self.show.hydrate::<FROM_SERVER>(cursor, position)
    }

    async fn hydrate_async(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        self.show.hydrate_async(cursor, position).await
    }

    fn into_owned(self) -> Self::Owned {
        self
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use std::pin::pin;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::task::{Context, Poll, Waker};

    #[test]
    fn the_server_asks_first_and_makes_the_view_once() {
        let (asked, made) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
        let count = |counter: &Arc<AtomicU32>| {
            let counter = Arc::clone(counter);
            move || {
                counter.fetch_add(1, Ordering::Relaxed);
            }
        };
        let (ask, make) = (count(&asked), count(&made));
        let show = move || {
            make();
            Some(view! { <p>"There"</p> }.into_any())
        };
        let mut late = Late { ask: Box::new(ask), show };
        late.dry_resolve();
        late.dry_resolve();
        assert_eq!((asked.load(Ordering::Relaxed), made.load(Ordering::Relaxed)), (2, 0));
        let Poll::Ready(Some(view)) = pin!(late.resolve()).poll(&mut Context::from_waker(Waker::noop()))
        else {
            panic!("there is nothing to wait for");
        };
        assert_eq!(made.load(Ordering::Relaxed), 1);
        assert!(view.to_html().contains("There"), "and it is the view that was asked for");
    }
}
