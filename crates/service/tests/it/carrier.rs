//! Numbers at the carrier: synced, bought and given back, whatever the carrier does meanwhile.

mod buy;
mod give_up;
mod shop;
mod sync;
