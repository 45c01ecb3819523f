//! CSV out.

pub(crate) mod out;
