//! Numbers at the carrier: synced, bought and given up, whatever the carrier does meanwhile.

mod buy;
mod give_up;
mod shop;
mod sync;
