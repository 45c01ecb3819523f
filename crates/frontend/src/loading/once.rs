//! What a page is told once: a key, a secret or a link that was just made.

use leptos::prelude::*;

/// What was just made at a place, an office or an endpoint of one. It stays until somebody leaves the place, whatever is
/// read again, and is no other place's: a page stays as it is when the address leads to the same page of another office.
///
/// The server tells it once: to whoever comes to the page or made it there, not to one that was open before.
pub(crate) struct Once<T> {
    place: Signal<String>,
    held: RwSignal<Held<T>>,
}

struct Held<T> {
    place: String,
    told: Option<T>,
    was_read: bool,
    was_made: bool,
}

impl<T> Held<T> {
    const fn at(place: String) -> Self {
        Self { place, told: None, was_read: false, was_made: false }
    }
}

impl<T> Clone for Once<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Once<T> {}

impl<T: Clone + Send + Sync + 'static> Once<T> {
    /// At the place that the address names.
    pub(crate) fn at(place: Signal<String>) -> Self {
        Self { place, held: RwSignal::new(Held::at(String::new())) }
    }

    /// Whether the page was read here before and nothing was made on it: what the server tells once then waits for another.
    pub(crate) fn was_read(self) -> bool {
        let place = self.place.get_untracked();
        self.held.with_untracked(|held| held.place == place && held.was_read && !held.was_made)
    }

    /// A reading of the page brought this. Called before the page is made of it.
    pub(crate) fn read(self, told: Option<T>) {
        self.change(|held| {
            held.was_read = true;
            if told.is_some() {
                held.told = told;
            }
        });
    }

    /// Where a form is sent from that makes one.
    pub(crate) fn here(self) -> String {
        self.place.get_untracked()
    }

    /// A form made one that was sent from `place`. Where another one is open by now it is told when somebody comes there.
    pub(crate) fn made(self, place: &str, told: T) {
        // Its page may be gone by then.
        if self.place.try_get_untracked().is_none_or(|here| here != place) {
            return;
        }
        self.change(|held| {
            held.was_made = true;
            held.told = Some(told);
        });
    }

    /// What is told here.
    pub(crate) fn told(self) -> Option<T> {
        let place = self.place.get();
        self.held.with(|held| held.told.clone().filter(|_| held.place == place))
    }

    fn change(self, change: impl FnOnce(&mut Held<T>)) {
        let place = self.place.get_untracked();
        self.held.update(|held| {
            if held.place != place {
                *held = Held::at(place);
            }
            change(held);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_office(slug: &str) -> (Owner, RwSignal<String>, Once<&'static str>) {
        let owner = Owner::new();
        owner.set();
        let place = RwSignal::new(slug.to_owned());
        (owner, place, Once::at(place.into()))
    }

    #[test]
    fn what_was_told_once_stays_whatever_is_read_again() {
        let (_owner, _, once) = of_office("alder");
        assert!(!once.was_read());
        once.read(Some("key"));
        assert!(once.was_read());
        once.read(None);
        assert_eq!(once.told(), Some("key"));
        once.made("alder", "newer");
        assert_eq!(once.told(), Some("newer"));
        assert!(!once.was_read(), "the server still has what was made here");
    }

    #[test]
    fn what_one_office_is_told_is_not_told_in_another() {
        let (_owner, place, once) = of_office("alder");
        once.read(None);
        once.made("alder", "key");
        place.set("birch".to_owned());
        assert_eq!((once.told(), once.was_read()), (None, false));
        once.read(None);
        assert_eq!((once.told(), once.was_read()), (None, true));
        once.made("alder", "late");
        assert_eq!(once.told(), None, "it was sent from the other");
        place.set("alder".to_owned());
        assert_eq!((once.told(), once.was_read()), (None, false), "that page was left");
    }
}
