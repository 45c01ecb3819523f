//! Numbers that were bought lately, and what came of each.

use super::sentence;
use crate::components::{Card, Moment, Phone, TableScroll, keyed};
use leptos::prelude::*;
use steadyline_core::carrier::OrderStatus;
use steadyline_core::page::{BuyPage, OrderRow};

const fn words(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::Pending => "Being bought",
        OrderStatus::Unsure => "Not known yet",
        OrderStatus::Bought => "In the pool",
        OrderStatus::Failed => "Not bought",
    }
}

/// The newest first; nothing where there are none.
#[component]
pub(super) fn Orders(page: StoredValue<BuyPage>) -> impl IntoView {
    let BuyPage { broker, orders, .. } = page.get_value();
    if orders.is_empty() {
        return None;
    }
    let slug = broker.slug.to_string();
    let lines = keyed(
        orders,
        |order| (order.number.clone(), order.at.iso.clone()),
        |OrderRow { number, status, price, who, at, error }| {
            let href = if status == OrderStatus::Bought {
                format!("/b/{slug}/pool/{}", number.as_str().trim_start_matches('+'))
            } else {
                String::new()
            };
            let note = if error.is_empty() { format!("{price} a month, by {who}") } else { sentence(&error) };
            view! {
                <tr>
                    <th scope="row">
                        <Phone number=number.to_string() href=href />
                    </th>
                    <td class="ink">{words(status)}</td>
                    <td class="dim">{note}</td>
                    <td class="num dim">
                        <Moment of=at />
                    </td>
                </tr>
            }
        },
    );
    Some(view! {
        <Card title="Bought recently" sub="within 30 days">
            <TableScroll label="Bought recently">
                <table class="table">
                    <caption class="hush">"Numbers that were bought"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Number"</th>
                            <th scope="col">"Result"</th>
                            <th scope="col">"Note"</th>
                            <th scope="col" class="num">
                                "When"
                            </th>
                        </tr>
                    </thead>
                    <tbody>{lines}</tbody>
                </table>
            </TableScroll>
        </Card>
    })
}
