//! Rows of this noun.
