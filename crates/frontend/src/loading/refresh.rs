//! When pages read again what they show.

use leptos::prelude::*;
use std::future::poll_fn;
use std::task::{Poll, Waker};
use std::time::Duration;

/// A page that is being left is there for so long at most.
const LONGEST_LEAVE: Duration = Duration::from_secs(5);

/// When what was read is read again, but for another key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// Whenever something changed, whoever changed it.
    Changed,
    /// When this page changed something: of what stands in a form or around one, so that nothing that is being typed is
    /// lost by what others change.
    ChangedHere,
    /// Only where it was of no use, as where a form was refused for being too old or where it could not be read: of a
    /// form in a dialog, which closes when it is done.
    OfNoUse,
    /// Never.
    Never,
}

/// Counts what was changed; everything that pages read is read again when it grows.
///
/// Not while a form is under way, and not on a page that a form leads away from: what it shows may be gone by then.
#[derive(Clone, Copy, Debug)]
pub struct Refresh {
    /// Changes of which this page knows, whoever made them.
    all: RwSignal<u32>,
    /// Those that were made on this page.
    own: RwSignal<u32>,
    /// Times that what the page shows turned out to be of no use.
    anew: RwSignal<u32>,
    held: StoredValue<Held>,
}

/// What is to be counted.
#[derive(Clone, Copy, Debug, Default)]
struct Due {
    /// How often, so that what was read in between hears of what came after.
    all: u32,
    own: bool,
    anew: bool,
}

/// What was heard while nothing may be read again.
#[derive(Debug, Default)]
struct Held {
    /// Forms under way.
    forms: u32,
    /// Whether another page is being opened.
    is_leaving: bool,
    due: Due,
    /// Open dialogs that stand in what was read.
    dialogs: u32,
    /// Readings that wait until none is open.
    waiting: Vec<Waker>,
}

impl Held {
    fn is_held(&self) -> bool {
        self.forms > 0 || self.is_leaving
    }

    /// What is to be counted now.
    fn take(&mut self) -> Due {
        if self.is_held() { Due::default() } else { std::mem::take(&mut self.due) }
    }

    /// What was done before is done on the page that was left.
    fn arrive(&mut self) {
        self.is_leaving = false;
        (self.due.own, self.due.anew) = (false, false);
    }
}

impl Refresh {
    /// Makes one and puts it into the context.
    pub fn provide() -> Self {
        let new = || RwSignal::new(0);
        let refresh = Self { all: new(), own: new(), anew: new(), held: StoredValue::new(Held::default()) };
        provide_context(refresh);
        refresh
    }

    /// The one of the app.
    pub fn find() -> Option<Self> {
        use_context()
    }

    /// How often there was a reason so far to read again. What is held back is counted in, though nobody hears of it
    /// yet: what is read from now on, as by the page that a form led to, knows of it, and is not read again for it.
    pub(crate) fn count(self, again: Again) -> u32 {
        match again {
            Again::Changed => {
                let held_back = self.held.try_with_value(|held| held.due.all).unwrap_or_default();
                self.all.get().wrapping_add(held_back)
            }
            Again::ChangedHere => self.own.get(),
            Again::OfNoUse => self.anew.get(),
            Again::Never => 0,
        }
    }

    /// Whether nothing was changed on this page yet.
    pub fn is_untouched(self) -> bool {
        self.own.get() == 0
    }

    /// Something was changed here.
    pub fn now(self) {
        self.count_after(|held| {
            held.due.own = true;
            held.due.all += 1;
        });
    }

    /// What the page shows is of no use: it is too old for a form of it, or could not be read.
    pub fn anew(self) {
        self.count_after(|held| held.due = Due { all: held.due.all + 1, own: true, anew: true });
    }

    /// Something was changed, perhaps by somebody else.
    pub fn heard(self) {
        self.count_after(|held| held.due.all += 1);
    }

    /// A form is under way: nothing is read again until [`Self::let_go`].
    pub(crate) fn hold(self) {
        self.count_after(|held| held.forms += 1);
    }

    /// The form is answered.
    pub(crate) fn let_go(self) {
        self.count_after(|held| held.forms = held.forms.saturating_sub(1));
    }

    /// What was changed here leads to another page: nothing is read again until that is there. After
    /// [`Self::now`].
    pub(crate) fn leave(self) {
        self.set_out();
        set_timeout(move || self.arrive(), LONGEST_LEAVE);
    }

    fn set_out(self) {
        self.count_after(|held| held.is_leaving = true);
    }

    /// The other page is there.
    pub(crate) fn arrive(self) {
        self.count_after(Held::arrive);
    }

    /// A dialog opened that stands in what was read: what is read again waits until [`Self::close`], so that neither
    /// the dialog nor what is typed in it is lost.
    pub(crate) fn open(self) {
        let _ = self.held.try_update_value(|held| held.dialogs += 1);
    }

    /// The dialog is closed.
    pub(crate) fn close(self) {
        let waiting = self.held.try_update_value(|held| {
            held.dialogs = held.dialogs.saturating_sub(1);
            if held.dialogs == 0 { std::mem::take(&mut held.waiting) } else { Vec::new() }
        });
        for waker in waiting.unwrap_or_default() {
            waker.wake();
        }
    }

    /// Waits until no such dialog is open.
    pub(super) async fn closed(self) {
        poll_fn(|context| {
            let is_open = self.held.try_update_value(|held| {
                let is_open = held.dialogs > 0;
                if is_open {
                    held.waiting.push(context.waker().clone());
                }
                is_open
            });
            if is_open == Some(true) { Poll::Pending } else { Poll::Ready(()) }
        })
        .await;
    }

    fn count_after(self, change: impl FnOnce(&mut Held)) {
        let counted = self.held.try_update_value(|held| {
            change(held);
            held.take()
        });
        let Due { all, own, anew } = counted.unwrap_or_default();
        let due = [(u32::from(anew), self.anew), (u32::from(own), self.own), (all, self.all)];
        for (times, count) in due.into_iter().filter(|(times, _)| *times > 0) {
            let _ = count.try_update(|counted| *counted = counted.wrapping_add(times));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::Pin;
    use std::task::Context;

    #[test]
    fn nothing_is_read_again_while_a_form_is_under_way_or_a_page_is_left() {
        let owner = Owner::new();
        owner.set();
        let refresh = Refresh::provide();
        let counts = move || (refresh.all.get(), refresh.own.get());
        refresh.heard();
        assert_eq!(counts(), (1, 0));
        refresh.hold();
        refresh.heard();
        refresh.now();
        assert_eq!(counts(), (1, 0), "the form is under way");
        refresh.set_out();
        refresh.let_go();
        assert_eq!(counts(), (1, 0), "the page is left");
        refresh.arrive();
        assert_eq!(counts(), (3, 0), "nothing was done on this page");
        refresh.let_go();
        assert_eq!(counts(), (3, 0));
    }

    #[test]
    fn the_page_that_a_form_leads_to_is_read_once() {
        let owner = Owner::new();
        owner.set();
        let refresh = Refresh::provide();
        let count = move || Memo::new(move |_| refresh.count(Again::Changed));
        let of_page_left = count();
        assert_eq!(of_page_left.get(), 0);
        refresh.hold();
        refresh.now();
        refresh.set_out();
        refresh.let_go();
        let of_next_page = count();
        assert_eq!((of_page_left.get(), of_next_page.get()), (0, 1));
        refresh.arrive();
        assert_eq!((of_page_left.get(), of_next_page.get()), (1, 1), "it was read after what was done");
        refresh.heard();
        assert_eq!(of_next_page.get(), 2);
    }

    #[test]
    fn what_changes_after_a_page_was_read_has_it_read_again_though_something_was_held_back_before() {
        let owner = Owner::new();
        owner.set();
        let refresh = Refresh::provide();
        let count = move || Memo::new(move |_| refresh.count(Again::Changed));
        refresh.now();
        refresh.set_out();
        let of_next_page = count();
        assert_eq!(of_next_page.get(), 1);
        refresh.heard();
        refresh.arrive();
        assert_eq!(of_next_page.get(), 2, "somebody changed something while it was opened");
        refresh.hold();
        refresh.heard();
        let of_page_opened_meanwhile = count();
        assert_eq!(of_page_opened_meanwhile.get(), 3);
        refresh.now();
        refresh.let_go();
        assert_eq!(of_page_opened_meanwhile.get(), 4, "it was read before the form was done");
    }

    #[test]
    fn what_was_done_has_no_dialog_read_again_and_what_was_refused_has() {
        let owner = Owner::new();
        owner.set();
        let refresh = Refresh::provide();
        refresh.now();
        assert_eq!(
            (refresh.count(Again::Changed), refresh.count(Again::ChangedHere), refresh.count(Again::OfNoUse)),
            (1, 1, 0)
        );
        refresh.anew();
        assert_eq!(
            (refresh.count(Again::Changed), refresh.count(Again::ChangedHere), refresh.count(Again::OfNoUse)),
            (2, 2, 1)
        );
    }

    #[test]
    fn what_is_read_again_waits_until_the_last_dialog_is_closed() {
        let owner = Owner::new();
        owner.set();
        let refresh = Refresh::provide();
        let poll = |closed: &mut Pin<Box<dyn Future<Output = ()>>>| {
            closed.as_mut().poll(&mut Context::from_waker(Waker::noop()))
        };
        let mut closed: Pin<Box<dyn Future<Output = ()>>> = Box::pin(refresh.closed());
        refresh.open();
        refresh.open();
        refresh.close();
        assert_eq!(poll(&mut closed), Poll::Pending, "one is open");
        refresh.close();
        assert_eq!(poll(&mut closed), Poll::Ready(()));
    }
}
