//! Charts: SVG drawn on the server, complete without JavaScript. Lengths are SVG attributes and colours are classes,
//! since a strict CSP allows no style attribute. Every mark has its words: as a `<title>`, for screen readers, and,
//! once the page is alive, beside the mark for pointer and keyboard.

mod bars;
mod card;
mod funnel;
mod heat;
mod interval;
mod lines;
mod mark;
mod plot;
mod scale;
mod scatter;
mod stack;
mod told;

pub use bars::{Bar, Bars};
pub use card::{ChartCard, Means, SheetTable};
pub use funnel::FunnelArt;
pub(crate) use heat::shade;
pub use heat::{HeatCell, HeatMap};
pub use interval::IntervalMark;
pub use lines::{Lines, Point};
pub(crate) use plot::{Plot, Stretched, across, path};
pub(crate) use scale::short_day;
pub use scatter::{Scatter, ScatterDot};
pub use stack::{Layers, Stack};
pub use told::{Told, ToldCell, ToldLine};
