//! What a page shows comes to life in pieces, though the framework brings all that is below the router to life at once.

use super::pause::{turn, turn_if_due};
use crate::components::Rows;
use leptos::attr::Attribute;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::leptos_dom::helpers::is_browser;
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::types::{Element, Node};
use leptos::tachys::ssr::StreamBuilder;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Position, PositionState};
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use std::cell::RefCell;
use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::task::Poll;

/// How many views are coming to life by themselves.
#[derive(Clone, Debug, Default)]
pub(crate) struct Waking(Arc<()>);

impl Waking {
    /// Puts one into the context.
    pub(crate) fn provide() {
        provide_context(Self::default());
    }

    /// Ends once all of them are alive.
    pub(super) async fn over() {
        let Some(Self(waking)) = use_context::<Self>() else { return };
        // One is held by the context, and one here.
        while Arc::strong_count(&waking) > 2 {
            turn().await;
        }
    }
}

/// All that stands in an element, so that nothing waits for where it ends: while what is around it is alive already, a
/// task of its own walks through it when the browser had its turn.
///
/// What takes its place meanwhile is made anew, as on a page that the browser made itself.
#[derive(Debug)]
pub(crate) enum Piece {
    /// What comes to life at once when its turn comes.
    View(AnyView),
    /// The same, and is not even made before.
    Later(Later),
    /// Rows, between which the browser has its turn as well.
    Rows(Rows),
}

/// What makes a view, where it was written.
pub(crate) struct Later {
    owner: Owner,
    make: Box<dyn FnOnce() -> AnyView + Send>,
}

impl fmt::Debug for Later {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Later")
    }
}

impl Piece {
    /// Of what is there.
    pub(crate) fn new(view: impl IntoView + 'static) -> Self {
        Self::View(view.into_any())
    }

    /// Of what is made in the browser when its turn comes: after all else of its page, as what is read there has the number
    /// that it has on the server.
    pub(crate) fn later<V: IntoView + 'static>(make: impl FnOnce() -> V + Send + 'static) -> Self {
        match Owner::current().filter(|_| is_browser()) {
            Some(owner) => Self::Later(Later { owner, make: Box::new(|| make().into_any()) }),
            None => Self::new(make()),
        }
    }

    fn view(self) -> AnyView {
        match self {
            Self::View(view) => view,
            Self::Later(Later { owner, make }) => owner.with(make),
            Self::Rows(rows) => rows.into_any(),
        }
    }

    async fn wake(self, element: Element, state: Weak<RefCell<Stage>>) {
        turn_if_due().await;
        let (cursor, position) = (Cursor::new(element), PositionState::new(Position::FirstChild));
        let awake = match self {
            Self::View(view) => view.hydrate::<true>(&cursor, &position),
            Self::Rows(rows) => rows.into_any().hydrate_async(&cursor, &position).await,
            Self::Later(_) => {
                let view = self.view();
                turn_if_due().await;
                view.hydrate::<true>(&cursor, &position)
            }
        };
        if let Some(state) = state.upgrade() {
            *state.borrow_mut() = Stage::Awake(awake);
        }
    }
}

/// Works until nobody holds this any more.
async fn while_held<T>(held: Weak<T>, work: impl Future<Output = ()>) {
    let mut work = pin!(work);
    poll_fn(|context| match held.strong_count() {
        0 => Poll::Ready(()),
        _ => work.as_mut().poll(context),
    })
    .await;
}

/// Such a view in the page.
#[derive(Debug)]
pub(crate) struct PieceState(Rc<RefCell<Stage>>);

#[derive(Debug)]
enum Stage {
    /// Nobody walked through it yet.
    Asleep(Place),
    Awake(AnyViewState),
}

/// What it stands in.
#[derive(Clone, Debug)]
struct Place {
    element: Element,
    /// What the children of an element end with.
    end: Option<Node>,
}

impl Place {
    fn of(element: Element) -> Self {
        let end = element.last_child().filter(|last| last.node_type() == Node::COMMENT_NODE);
        Self { element, end }
    }

    fn end(&self) -> Option<&Node> {
        self.end.as_ref()
    }

    /// Leads whoever walks past it to its end.
    fn pass(&self, cursor: &Cursor, position: &PositionState) {
        if let Some(last) = self.end().and_then(Node::previous_sibling) {
            cursor.set(last);
            position.set(Position::NextChild);
        }
    }

    fn clear(&self) {
        while let Some(node) = self.element.first_child().filter(|node| Some(node) != self.end()) {
            if self.element.remove_child(&node).is_err() {
                return;
            }
        }
    }
}

impl PieceState {
    fn awake(state: AnyViewState) -> Self {
        Self(Rc::new(RefCell::new(Stage::Awake(state))))
    }
}

impl Mountable for PieceState {
    fn unmount(&mut self) {
        match &mut *self.0.borrow_mut() {
            Stage::Asleep(place) => place.clear(),
            Stage::Awake(state) => state.unmount(),
        }
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        // What sleeps is in the page since before the program was.
        if let Stage::Awake(state) = &mut *self.0.borrow_mut() {
            state.mount(parent, marker);
        }
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        match &*self.0.borrow() {
            Stage::Asleep(Place { element, .. }) => {
                child.mount(element, element.first_child().as_ref());
                true
            }
            Stage::Awake(state) => state.insert_before_this(child),
        }
    }

    fn elements(&self) -> Vec<Element> {
        match &*self.0.borrow() {
            Stage::Asleep(_) => Vec::new(),
            Stage::Awake(state) => state.elements(),
        }
    }
}

impl Render for Piece {
    type State = PieceState;

    fn build(self) -> Self::State {
        PieceState::awake(self.view().build())
    }

    fn rebuild(self, state: &mut Self::State) {
        let place = match &mut *state.0.borrow_mut() {
            Stage::Awake(state) => return self.view().rebuild(state),
            Stage::Asleep(place) => place.clone(),
        };
        place.clear();
        // The task ends with the state that it was for.
        *state = self.build();
        state.mount(&place.element, place.end());
    }
}

impl AddAnyAttr for Piece {
    type Output<SomeNewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, attr: NewAttr) -> Self::Output<NewAttr> {
        Self::new(self.view().add_any_attr(attr))
    }
}

impl RenderHtml for Piece {
    type AsyncOutput = AnyView;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {
        match self {
            Self::View(view) => view.dry_resolve(),
            Self::Rows(rows) => rows.dry_resolve(),
            Self::Later(_) => {}
        }
    }

    async fn resolve(self) -> Self::AsyncOutput {
        self.view().resolve().await
    }

    fn html_len(&self) -> usize {
        match self {
            Self::View(view) => view.html_len(),
            Self::Rows(rows) => rows.html_len(),
            Self::Later(_) => 0,
        }
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        self.view().to_html_with_buf(buf, position, escape, mark_branches, extra_attrs);
    }

    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        self,
        buf: &mut StreamBuilder,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        self.view().to_html_async_with_buf::<OUT_OF_ORDER>(buf, position, escape, mark_branches, extra_attrs);
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        let element = cursor.current().dyn_into::<Element>().ok();
        let element = element.filter(|_| position.get() == Position::FirstChild);
        let (Some(element), Some(waking)) = (element, use_context::<Waking>()) else {
            return PieceState::awake(self.view().hydrate::<FROM_SERVER>(cursor, position));
        };
        let place = Place::of(element.clone());
        place.pass(cursor, position);
        let state = Rc::new(RefCell::new(Stage::Asleep(place)));
        let held = Rc::downgrade(&state);
        let wake = self.wake(element, Weak::clone(&held));
        spawn_local(ScopedFuture::new(async move {
            while_held(held, wake).await;
            drop(waking);
        }));
        PieceState(state)
    }

    async fn hydrate_async(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        PieceState::awake(self.view().hydrate_async(cursor, position).await)
    }

    fn into_owned(self) -> Self::Owned {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::while_held;
    use std::cell::Cell;
    use std::future::pending;
    use std::pin::pin;
    use std::rc::Rc;
    use std::task::{Context, Poll, Waker};

    #[test]
    fn work_for_what_nobody_holds_any_more_ends() {
        let (held, is_begun) = (Rc::new(()), Cell::new(false));
        let mut work = pin!(while_held(Rc::downgrade(&held), async {
            is_begun.set(true);
            pending().await
        }));
        let mut poll = || work.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert_eq!((poll(), is_begun.get()), (Poll::Pending, true));
        drop(held);
        assert_eq!(poll(), Poll::Ready(()));
    }

    #[test]
    fn work_for_what_is_gone_by_then_does_not_begin() {
        let mut work = pin!(while_held(Rc::downgrade(&Rc::new(())), async { unreachable!("it is gone") }));
        assert_eq!(work.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(()));
    }
}
