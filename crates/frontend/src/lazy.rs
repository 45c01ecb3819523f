//! Pages that the browser fetches when somebody goes there.

use crate::components::{Notice, NoticeKind, Page};
use leptos::prelude::*;
#[cfg(not(feature = "hydrate"))]
use leptos_meta::Meta;
use leptos_router::hooks::use_location;

/// A part of the browser's program, of the pages that are named: `<Route view=Part::Page>`. Its code is fetched the
/// first time that one of them is opened. What several parts need stands in files between them; what every page needs
/// is in the main part, and of a page there only its number.
///
/// On the server there are no parts: a page that is rendered there says which one the browser will want. In the browser
/// `choose` waits for its code and nothing else: one more pause there, and the page does not match its markup.
macro_rules! part {
    ($(#[$about:meta])* $part:ident as $Part:ident: $($page:ident),+ $(,)?) => {
        $(#[$about])*
        #[derive(Clone, Copy)]
        #[repr(u8)]
        #[allow(clippy::enum_variant_names, reason = "they are named as the pages")]
        enum $Part {
            $($page),+
        }

        impl ::leptos_router::ChooseView for $Part {
            async fn choose(self) -> ::leptos::prelude::AnyView {
                $part::show(self).await.unwrap_or_else(|_| $crate::lazy::not_fetched())
            }

            async fn preload(&self) {
                // What goes wrong here goes wrong in `choose` again, which says so.
                #[cfg(feature = "hydrate")]
                let _ = $part::fetch().await;
            }
        }

        impl $Part {
            fn page(self) -> ::leptos::prelude::AnyView {
                match self {
                    $(Self::$page => ::leptos::prelude::IntoAny::into_any($page())),+
                }
            }
        }

        mod $part {
            use super::$Part;
            use ::leptos::prelude::AnyView;

            #[cfg(feature = "hydrate")]
            #[::leptos::wasm_split::wasm_split(
                $part,
                wasm_split_path = ::leptos::wasm_split,
                preload(fetch),
                fallible
            )]
            pub(super) fn show(page: $Part) -> Result<AnyView, ::leptos::wasm_split::SplitLoaderError> {
                Ok(page.page())
            }

            #[cfg(not(feature = "hydrate"))]
            pub(super) async fn show(page: $Part) -> Result<AnyView, ::core::convert::Infallible> {
                $crate::lazy::wants(stringify!($part));
                Ok(page.page())
            }
        }
    };
}

pub(crate) use part;

/// Writes into the document a part that its page takes, for the script that fetches it. A page within a frame takes
/// the frame's too.
#[cfg(not(feature = "hydrate"))]
pub(crate) fn wants(part: &'static str) {
    // A tag of the head goes there when it is written, and leaves nothing in its place.
    let _ = view! { <Meta name="part" content=part /> }.to_html();
}

/// In place of a page whose code did not come: the connection is lost, or the server has a build too new for what is
/// open here. The link loads everything anew.
pub(crate) fn not_fetched() -> AnyView {
    let location = use_location();
    let here = move || format!("{}{}", location.pathname.get(), location.search.get());
    view! {
        <Page title="Not loaded">
            <Notice kind=NoticeKind::Bad>
                "This page could not be loaded from the server. "
                <a class="link" rel="external" href=here>
                    "Load it again"
                </a>
            </Notice>
        </Page>
    }
    .into_any()
}
