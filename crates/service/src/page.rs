//! Actions of this noun.
