//! One card in the middle of a quiet page.

use super::Arrival;
use crate::components::icon::Logo;
use crate::components::slot::Slot;
use crate::components::steady::Steady;
use leptos::prelude::*;

/// Sign-in, set-up, an invite.
#[component]
pub fn AuthFrame(
    /// What this is for.
    #[prop(into)]
    title: String,
    /// One line on what happens here.
    #[prop(optional, into)]
    text: String,
    /// 560 px in place of 400.
    #[prop(optional)]
    roomy: bool,
    /// A line below the card.
    #[prop(optional, into)]
    foot: Option<Slot>,
    /// The form.
    children: Children,
) -> impl IntoView {
    let heading = NodeRef::new();
    Arrival::at(title.clone(), heading);
    view! {
        <div class="auth">
            <main id="main" class=roomy.then_some("roomy")>
                <div class="brand">
                    <Logo />
                    <span>"Steadyline"</span>
                </div>
                <div class="card">
                    <div>
                        <h1 {..Steady::new("tabindex", "-1")} node_ref=heading>
                            {title}
                        </h1>
                        {(!text.is_empty()).then(|| view! { <p>{text}</p> })}
                    </div>
                    {children()}
                </div>
                {foot.map(|foot| view! { <p class="auth-foot">{foot.run()}</p> })}
            </main>
        </div>
    }
}
