//! Pages that the browser fetches when somebody goes there.

use crate::components::{Notice, NoticeKind, Page};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// A page for `<Route view=lazy!(part: Page)>`. The browser fetches its code with all others of the same part the
/// first time that one of them is opened, so pages that belong together have one part. What several parts need stands
/// in files between them; what every page needs is in the main part.
///
/// On the server there are no parts: a page that is rendered there says which one the browser will want.
macro_rules! lazy {
    ($part:ident: $page:ident) => {{
        struct Lazily;

        impl ::leptos_router::LazyRoute for Lazily {
            fn data() -> Self {
                Self
            }

            async fn view(_this: Self) -> ::leptos::prelude::AnyView {
                show().await.unwrap_or_else(|_| $crate::lazy::not_fetched())
            }

            async fn preload() {
                // What goes wrong here goes wrong in `view` again, which says so.
                #[cfg(feature = "hydrate")]
                let _ = fetch().await;
            }
        }

        #[cfg(feature = "hydrate")]
        #[::leptos::wasm_split::wasm_split(
            $part,
            wasm_split_path = ::leptos::wasm_split,
            preload(fetch),
            fallible
        )]
        fn show() -> ::core::result::Result<::leptos::prelude::AnyView, ::leptos::wasm_split::SplitLoaderError> {
            Ok(::leptos::prelude::IntoAny::into_any($page()))
        }

        #[cfg(not(feature = "hydrate"))]
        async fn show() -> ::core::result::Result<::leptos::prelude::AnyView, ::core::convert::Infallible> {
            ::leptos::prefetch_lazy_fn_on_server(stringify!($part));
            Ok(::leptos::prelude::IntoAny::into_any($page()))
        }

        ::leptos_router::Lazy::<Lazily>::new()
    }};
}

pub(crate) use lazy;

/// In place of a page whose code did not come: the connection is lost, or the server has a build too new for what is
/// open here. The link loads everything anew.
pub(crate) fn not_fetched() -> AnyView {
    let location = use_location();
    let here = move || format!("{}{}", location.pathname.get(), location.search.get());
    view! {
        <Page title="Not loaded">
            <Notice kind=NoticeKind::Bad>
                "This page could not be fetched from the server. "
                <a class="link" rel="external" href=here>
                    "Load it again"
                </a>
            </Notice>
        </Page>
    }
    .into_any()
}
