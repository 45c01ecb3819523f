//! Icons: symbols of one sprite, which the shell puts into the document once, so that none flickers in.

use super::inert::Inert;
use leptos::prelude::*;

/// `public/icons.svg`, for the shell to put into the document after the app.
#[cfg(any(feature = "ssr", test))]
pub const SPRITE: &str = include_str!("../../../../public/icons.svg");

macro_rules! glyphs {
    ($($(#[$doc:meta])* $name:ident => $id:literal,)+) => {
        /// An icon of the sprite.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Glyph {
            $($(#[$doc])* $name,)+
        }

        impl Glyph {
            /// Every icon.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Where `<use>` finds it.
            pub const fn href(self) -> &'static str {
                match self {
                    $(Self::$name => concat!("#", $id),)+
                }
            }
        }
    };
}

glyphs! {
    /// lucide `layout-dashboard`.
    Dashboard => "i-dashboard",
    /// lucide `phone`.
    Pool => "i-pool",
    /// lucide `users`.
    Leads => "i-leads",
    /// lucide `link-2`.
    Assignments => "i-assignments",
    /// lucide `chart-no-axes-column`.
    Analytics => "i-analytics",
    /// lucide `activity`.
    Diagnostics => "i-diagnostics",
    /// lucide `settings`.
    Settings => "i-settings",
    /// lucide `circle-question-mark`.
    Help => "i-help",
    /// lucide `building-2`.
    Brokers => "i-brokers",
    /// lucide `search`.
    Search => "i-search",
    /// lucide `chevrons-up-down`.
    Switch => "i-switch",
    /// lucide `chevron-down`.
    ChevronDown => "i-chevron-down",
    /// lucide `chevron-right`.
    ChevronRight => "i-chevron-right",
    /// lucide `chevron-left`.
    ChevronLeft => "i-chevron-left",
    /// lucide `x`.
    Close => "i-close",
    /// lucide `check`.
    Check => "i-check",
    /// lucide `plus`.
    Plus => "i-plus",
    /// lucide `minus`.
    Minus => "i-minus",
    /// lucide `arrow-up`.
    ArrowUp => "i-arrow-up",
    /// lucide `arrow-down`.
    ArrowDown => "i-arrow-down",
    /// lucide `arrow-right`.
    ArrowRight => "i-arrow-right",
    /// lucide `copy`.
    Copy => "i-copy",
    /// lucide `phone-call`.
    Call => "i-call",
    /// lucide `phone-missed`.
    Missed => "i-missed",
    /// lucide `phone-off`.
    CallOff => "i-call-off",
    /// lucide `phone-incoming`.
    Incoming => "i-incoming",
    /// lucide `phone-outgoing`.
    Outgoing => "i-outgoing",
    /// lucide `voicemail`.
    Voicemail => "i-voicemail",
    /// lucide `download`.
    Download => "i-download",
    /// lucide `upload`.
    Upload => "i-upload",
    /// lucide `table`.
    Table => "i-table",
    /// lucide `shopping-cart`.
    Cart => "i-cart",
    /// lucide `moon`.
    Moon => "i-moon",
    /// lucide `sun`.
    Sun => "i-sun",
    /// lucide `monitor`.
    Monitor => "i-monitor",
    /// lucide `archive`.
    Archive => "i-archive",
    /// lucide `archive-restore`.
    Restore => "i-restore",
    /// lucide `ellipsis`.
    More => "i-more",
    /// lucide `unplug`.
    Unplug => "i-unplug",
    /// lucide `plug`.
    Plug => "i-plug",
    /// lucide `map-pin-off`.
    NoPlace => "i-no-place",
    /// lucide `map-pin`.
    Place => "i-place",
    /// lucide `trending-down`.
    Falling => "i-falling",
    /// lucide `trending-up`.
    Rising => "i-rising",
    /// lucide `hourglass`.
    Waiting => "i-waiting",
    /// lucide `shield-check`.
    Shield => "i-shield",
    /// lucide `triangle-alert`.
    Alert => "i-alert",
    /// lucide `info`.
    Info => "i-info",
    /// lucide `circle-check`.
    Done => "i-done",
    /// lucide `circle-x`.
    Failed => "i-failed",
    /// lucide `pencil`.
    Edit => "i-edit",
    /// lucide `trash-2`.
    Delete => "i-delete",
    /// lucide `lock`.
    Lock => "i-lock",
    /// lucide `lock-open`.
    Unlock => "i-unlock",
    /// lucide `key-round`.
    Key => "i-key",
    /// lucide `user-plus`.
    InviteUser => "i-invite-user",
    /// lucide `user`.
    User => "i-user",
    /// lucide `log-out`.
    SignOut => "i-sign-out",
    /// lucide `log-in`.
    SignIn => "i-sign-in",
    /// lucide `mail`.
    Mail => "i-mail",
    /// lucide `sticky-note`.
    Note => "i-note",
    /// lucide `clock`.
    Clock => "i-clock",
    /// lucide `calendar`.
    Calendar => "i-calendar",
    /// lucide `refresh-cw`.
    Refresh => "i-refresh",
    /// lucide `play`.
    Play => "i-play",
    /// lucide `list-filter`.
    Filter => "i-filter",
    /// lucide `external-link`.
    External => "i-external",
    /// lucide `webhook`.
    Webhook => "i-webhook",
    /// lucide `workflow`.
    Workflow => "i-workflow",
    /// lucide `send`.
    Send => "i-send",
    /// lucide `history`.
    History => "i-history",
    /// lucide `panel-left-close`.
    Collapse => "i-collapse",
    /// lucide `panel-left-open`.
    Expand => "i-expand",
    /// lucide `eye`.
    Eye => "i-eye",
    /// lucide `eye-off`.
    EyeOff => "i-eye-off",
    /// lucide `shuffle`.
    Move => "i-move",
    /// lucide `gauge`.
    Gauge => "i-gauge",
    /// lucide `ban`.
    Ban => "i-ban",
    /// lucide `hash`.
    Hash => "i-hash",
    /// lucide `keyboard`.
    Keyboard => "i-keyboard",
    /// lucide `undo-2`.
    Undo => "i-undo",
    /// lucide `bell`.
    Bell => "i-bell",
    /// lucide `loader-circle`.
    Busy => "i-busy",
    /// lucide `list`.
    List => "i-list",
    /// lucide `globe`.
    Globe => "i-globe",
    /// lucide `zap`.
    Bolt => "i-bolt",
    /// lucide `book-open`.
    Book => "i-book",
    /// lucide `clipboard-paste`.
    Paste => "i-paste",
    /// lucide `file-text`.
    File => "i-file",
    /// lucide `target`.
    Target => "i-target",
}

/// An icon beside a word. An icon that stands alone needs a label on the button or link around it.
#[component]
pub fn Icon(
    /// Which one.
    glyph: Glyph,
    /// 14 px in place of 16.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    used(if small { "icon icon-small" } else { "icon" }, "0 0 24 24", glyph.href()).view()
}

/// The line that stays steady and rises to one dot.
#[component]
pub fn Logo() -> impl IntoView {
    used("logo", "0 0 26 20", "#logo").view()
}

/// A health or status shape of the sprite; `id` with its `#`.
#[component]
pub(crate) fn Mark(id: &'static str) -> impl IntoView {
    mark(id).view()
}

/// The same, for what is written as text.
pub(super) fn mark(id: &'static str) -> Inert {
    used("mark", if id.starts_with("#h-") { "0 0 10 10" } else { "0 0 12 12" }, id)
}

/// A shape of the sprite, beside words.
fn used(class: &'static str, view_box: &'static str, id: &'static str) -> Inert {
    let mut drawing =
        Inert::new("svg", &[("class", &class), ("viewBox", &view_box), ("aria-hidden", &"true")]);
    drawing.add("use", &[("href", &id)]);
    drawing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_glyph_is_in_the_sprite() {
        for glyph in Glyph::ALL {
            let symbol = format!("<symbol id=\"{}\"", &glyph.href()[1..]);
            assert!(SPRITE.contains(&symbol), "{glyph:?}");
        }
    }
}
