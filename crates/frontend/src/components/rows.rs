//! The rows of a list that is read again while somebody uses it.
//!
//! In a plain list each place is filled anew: where a row comes on top, every row becomes the one that was above it,
//! and a link that is being pressed, or that has the focus, leads to somebody else. Here a row is known again by its
//! key, keeps its elements, and takes them along to where it stands by now.

use crate::dom::focus_in_place;
use crate::loading::turn_if_due;
use leptos::attr::Attribute;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::prelude::*;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::renderer::types::{Element, Node, Placeholder};
use leptos::tachys::ssr::StreamBuilder;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Position, PositionState};
use leptos::wasm_bindgen::JsCast;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Rows with what each is known by; made by [`keyed`].
#[derive(Debug)]
pub(crate) struct Rows {
    keys: Vec<u64>,
    views: Vec<AnyView>,
}

/// The view of each, to stand in a list or a table's body. Of several with the same key the first is taken for what was
/// the first of them before, and so on.
pub(crate) fn keyed<T, K: Hash, V: IntoView + 'static>(
    of: impl IntoIterator<Item = T>,
    key: impl Fn(&T) -> K,
    view: impl Fn(T) -> V,
) -> Rows {
    let row = |one: T| {
        let mut hasher = DefaultHasher::new();
        key(&one).hash(&mut hasher);
        (hasher.finish(), view(one).into_any())
    };
    let (keys, views) = of.into_iter().map(row).unzip();
    Rows { keys, views }
}

/// The rows in the page.
#[derive(Debug)]
pub(crate) struct RowsState {
    keys: Vec<u64>,
    rows: Vec<AnyViewState>,
    /// Stands behind the last.
    end: Placeholder,
}

/// Where each of the new ones stood, if it did.
fn places(old: &[u64], new: &[u64]) -> Vec<Option<usize>> {
    let mut left: Vec<Option<u64>> = old.iter().copied().map(Some).collect();
    new.iter()
        .map(|key| {
            let place = left.iter().position(|old| old.as_ref() == Some(key))?;
            *left.get_mut(place)? = None;
            Some(place)
        })
        .collect()
}

/// Which of them stay where they are while the others are put around them: as many as can.
fn staying(places: &[Option<usize>]) -> Vec<bool> {
    // The longest rising run: of the runs of each length, the one that ends lowest, by where it ends.
    let mut ends: Vec<(usize, usize)> = Vec::new();
    let mut before = vec![None; places.len()];
    for (at, place) in places.iter().enumerate() {
        let Some(place) = *place else { continue };
        let length = ends.partition_point(|(end, _)| *end < place);
        if let Some(before) = before.get_mut(at) {
            *before = length.checked_sub(1).and_then(|shorter| ends.get(shorter)).map(|(_, at)| *at);
        }
        match ends.get_mut(length) {
            Some(end) => *end = (place, at),
            None => ends.push((place, at)),
        }
    }
    let mut stays = vec![false; places.len()];
    let mut next = ends.last().map(|(_, at)| *at);
    while let Some(at) = next {
        if let Some(stays) = stays.get_mut(at) {
            *stays = true;
        }
        next = before.get(at).copied().flatten();
    }
    stays
}

/// Puts it before the first of these rows that has a place (one that shows nothing has none), else before their end.
fn insert_before(rows: &[AnyViewState], end: &Placeholder, child: &mut dyn Mountable) -> bool {
    rows.iter().any(|row| row.insert_before_this(child)) || end.insert_before_this(child)
}

/// What is moved in the page loses the focus: it gets it back, wherever it is by now.
fn keep_focus(change: impl FnOnce()) {
    let focused = document().active_element();
    change();
    if let Some(focused) = focused.filter(|had| document().active_element().as_ref() != Some(had))
        && focused.is_connected()
        && let Ok(element) = focused.dyn_into()
    {
        focus_in_place(&element);
    }
}

impl Render for Rows {
    type State = RowsState;

    fn build(self) -> Self::State {
        let rows = self.views.into_iter().map(Render::build).collect();
        RowsState { keys: self.keys, rows, end: Rndr::create_placeholder() }
    }

    fn rebuild(self, state: &mut Self::State) {
        let places = places(&state.keys, &self.keys);
        let stays = staying(&places);
        let mut old: Vec<_> = std::mem::take(&mut state.rows).into_iter().map(Some).collect();
        let mut rows = Vec::with_capacity(places.len());
        for (view, place) in self.views.into_iter().zip(places) {
            rows.push(match place.and_then(|place| old.get_mut(place)?.take()) {
                Some(mut row) => {
                    view.rebuild(&mut row);
                    row
                }
                None => view.build(),
            });
        }
        for row in old.iter_mut().flatten() {
            row.unmount();
        }
        keep_focus(|| {
            for (at, _) in stays.iter().enumerate().rev().filter(|(_, stays)| !**stays) {
                let (before, after) = rows.split_at_mut(at + 1);
                if let Some(row) = before.last_mut() {
                    insert_before(after, &state.end, row);
                }
            }
        });
        *state = RowsState { keys: self.keys, rows, end: state.end.clone() };
    }
}

impl Mountable for RowsState {
    fn unmount(&mut self) {
        for row in &mut self.rows {
            row.unmount();
        }
        self.end.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        for row in &mut self.rows {
            row.mount(parent, marker);
        }
        self.end.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        insert_before(&self.rows, &self.end, child)
    }

    fn elements(&self) -> Vec<Element> {
        self.rows.iter().flat_map(Mountable::elements).collect()
    }
}

impl AddAnyAttr for Rows {
    type Output<SomeNewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(mut self, attr: NewAttr) -> Self::Output<NewAttr> {
        let attr = attr.into_cloneable_owned();
        self.views = self.views.into_iter().map(|view| view.add_any_attr(attr.clone()).into_any()).collect();
        self
    }
}

impl RenderHtml for Rows {
    type AsyncOutput = <Vec<AnyView> as RenderHtml>::AsyncOutput;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {
        self.views.dry_resolve();
    }

    async fn resolve(self) -> Self::AsyncOutput {
        self.views.resolve().await
    }

    fn html_len(&self) -> usize {
        self.views.html_len()
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        self.views.to_html_with_buf(buf, position, escape, mark_branches, extra_attrs);
    }

    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        self,
        buf: &mut StreamBuilder,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        self.views.to_html_async_with_buf::<OUT_OF_ORDER>(buf, position, escape, mark_branches, extra_attrs);
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        let rows = self.views.into_iter().map(|view| view.hydrate::<FROM_SERVER>(cursor, position)).collect();
        RowsState { keys: self.keys, rows, end: end_of(cursor, position) }
    }

    async fn hydrate_async(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        let mut rows = Vec::with_capacity(self.views.len());
        for view in self.views {
            turn_if_due().await;
            rows.push(view.hydrate::<true>(cursor, position));
        }
        RowsState { keys: self.keys, rows, end: end_of(cursor, position) }
    }

    fn into_owned(self) -> Self::Owned {
        self
    }
}

/// What the server wrote behind the last row.
fn end_of(cursor: &Cursor, position: &PositionState) -> Placeholder {
    let end = cursor.next_placeholder(position);
    position.set(Position::NextChild);
    end
}

#[cfg(test)]
mod tests {
    use super::{places, staying};

    fn moved(old: &[u64], new: &[u64]) -> Vec<u64> {
        let stays = staying(&places(old, new));
        new.iter().zip(stays).filter(|(_, stays)| !stays).map(|(key, _)| *key).collect()
    }

    #[test]
    fn a_row_that_comes_or_goes_moves_no_other() {
        assert_eq!(moved(&[], &[1, 2]), [1, 2]);
        assert_eq!(moved(&[1, 2], &[9, 1, 2]), [9]);
        assert_eq!(moved(&[1, 2, 3], &[1, 9, 3]), [9]);
        assert_eq!(moved(&[1, 2, 3], &[3]), [0; 0]);
        assert_eq!(moved(&[1, 2], &[]), [0; 0]);
    }

    #[test]
    fn of_rows_that_change_places_as_few_move_as_can() {
        assert_eq!(moved(&[1, 2, 3, 4], &[4, 1, 2, 3]), [4]);
        assert_eq!(moved(&[1, 2, 3, 4], &[2, 3, 4, 1]), [1]);
        assert_eq!(moved(&[1, 2, 3, 4, 5], &[9, 4, 1, 2, 5]), [9, 4]);
        assert_eq!(moved(&[1, 2, 3], &[3, 2, 1]).len(), 2);
    }

    #[test]
    fn each_of_the_same_key_is_taken_for_one_that_was_there() {
        assert_eq!(places(&[7, 7, 8], &[7, 8, 7, 7]), [Some(0), Some(2), Some(1), None]);
    }
}
