//! Pages, forms and files, as a browser asks.

use crate::harness::{Answer, Server};
use axum::body::Body;
use steadyline_api::ErrorKind;
use steadyline_core::user::{Actor, Role};
use steadyline_service::broker;
use steadyline_service::user::{self, NewUser};

/// A form as a browser without JavaScript posts it.
async fn post(server: &Server, path: &str, site: &str, body: &str) -> Answer {
    let request = server
        .nobody
        .request("POST", path)
        .header("accept", "text/html,application/xhtml+xml")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", site)
        .header("referer", format!("{site}/sign-in?next=%2Fpool"));
    server.nobody.send(request.body(Body::from(body.to_owned())).unwrap()).await
}

const OWN: &str = "http://127.0.0.1:3000";

steadyline_db::on_both_engines! {
    async fn it_says_that_it_is_alive_and_ready(db: TestDb) {
        let server = Server::start(db).await;
        assert_eq!(server.nobody.get("/healthz").await.text, "ok");
        assert_eq!(server.nobody.get("/readyz").await.text, "ok");
        server.db.db.close().await;
        assert_eq!(server.nobody.get("/readyz").await.status.as_u16(), 503);
        assert_eq!(server.nobody.get("/healthz").await.status.as_u16(), 200);
    }

    async fn a_page_runs_only_scripts_of_its_own_nonce(db: TestDb) {
        let server = Server::start(db).await;
        let (first, second) = (server.nobody.get("/sign-in").await, server.nobody.get("/sign-in").await);
        let policy = first.header("content-security-policy");
        let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap();
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("'wasm-unsafe-eval'"), "{policy}");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
        assert!(first.text.contains(&format!("nonce=\"{nonce}\"")), "{}", first.text);
        assert!(!second.text.contains(nonce));
        assert_eq!(first.header("referrer-policy"), "same-origin");
        assert_eq!(first.header("x-content-type-options"), "nosniff");
        assert_eq!(first.header("cache-control"), "no-store");
        assert_eq!(first.header("strict-transport-security"), "");
    }

    async fn icons_are_kept_and_answers_to_scripts_are_not(db: TestDb) {
        let site = std::env::temp_dir().join(format!("steadyline-site-{}", std::process::id()));
        std::fs::create_dir_all(site.join("pkg")).unwrap();
        std::fs::create_dir_all(site.join("fonts")).unwrap();
        std::fs::write(site.join("fonts/letters.woff2"), "").unwrap();
        std::fs::write(site.join("icon.svg"), "<svg/>").unwrap();
        std::fs::write(site.join("pkg/steadyline.0123.css"), "a{}").unwrap();
        std::fs::write(site.join("pkg/steadyline.css"), "a{}").unwrap();
        let server = Server::start_with(db, &["--site-root", site.to_str().unwrap()]).await;
        for (path, cache) in [
            ("/icon.svg", "public, max-age=3600"),
            ("/fonts/letters.woff2", "public, max-age=31536000, immutable"),
            ("/pkg/steadyline.0123.css", "public, max-age=31536000, immutable"),
            ("/pkg/steadyline.css", "no-cache"),
            ("/fn/who_am_i", "no-store"),
            ("/no.svg", "no-store"),
        ] {
            assert_eq!(server.nobody.get(path).await.header("cache-control"), cache, "{path}");
        }
        std::fs::remove_dir_all(site).unwrap();
    }

    async fn a_page_that_leads_elsewhere_does_so_whoever_asks_for_it(db: TestDb) {
        let server = Server::start(db).await;
        for (method, accept) in [("GET", "*/*"), ("GET", "application/json"), ("GET", "text/html"), ("HEAD", "*/*")] {
            let request = server.nobody.request(method, "/b/test_broker/pool").header("accept", accept);
            let answer = server.nobody.send(request.body(Body::empty()).unwrap()).await;
            let (status, to) = (answer.status.as_u16(), answer.header("location"));
            assert_eq!((status, to), (302, "/sign-in?next=/b/test_broker/pool"), "{method} {accept}");
        }
    }

    async fn an_address_that_is_nowhere_is_a_page_that_says_so(db: TestDb) {
        let server = Server::start(db).await;
        let answer = server.nobody.get("/nowhere/at/all").await;
        assert_eq!(answer.status.as_u16(), 404);
        assert!(answer.header("content-type").starts_with("text/html"), "{:?}", answer.headers);
    }

    async fn an_address_that_no_database_could_be_asked_for_is_a_page_all_the_same(db: TestDb) {
        let server = Server::start(db).await;
        let open = async |path: &str| {
            let request = server.nobody.request("GET", path).header("accept", "text/html,application/xhtml+xml");
            server.nobody.send(request.body(Body::empty()).unwrap()).await
        };
        for (path, read_as) in [
            ("/sign-in?next=%00", "/sign-in?next="),
            ("/b/a/pool?state=TX&search=a%00b", "/b/a/pool?state=TX&search=ab"),
            ("/b/%00/pool", "/b/%EF%BF%BD/pool"),
            ("//evil.example/%00", "/evil.example/%EF%BF%BD"),
        ] {
            let answer = open(path).await;
            assert_eq!((answer.status.as_u16(), answer.header("location")), (303, read_as), "{path}");
        }
        for (path, status) in [("/sign-in?next=", 200), ("/sign-in?next=%FF%ZZ", 200), ("/no/%EF%BF%BD", 404)] {
            let answer = open(path).await;
            assert_eq!(answer.status.as_u16(), status, "{path}");
            assert!(answer.header("content-type").starts_with("text/html"), "{path}: {:?}", answer.headers);
        }
    }

    async fn a_refused_form_goes_back_to_its_page_with_a_code(db: TestDb) {
        let server = Server::start(db).await;
        let answer = post(&server, "/fn/sign_in", OWN, "email=ada%40example.com&password=wrong+password").await;
        assert_eq!(answer.status.as_u16(), 303, "{}", answer.text);
        assert_eq!(answer.header("location"), "/sign-in?next=%2Fpool&error=unauthenticated");
        assert!(!answer.header("location").contains("ada"));
        let cookie = answer.header("set-cookie").to_owned();
        assert!(cookie.starts_with("steadyline=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"));
        let kept = server.db.count("select count(*) from sessions").await;
        assert_eq!(kept, 1, "what was typed is kept for the page");
    }

    async fn a_lead_that_is_added_while_no_number_is_free_says_why_where_one_is_asked_for(db: TestDb) {
        let server = Server::start(db).await;
        let office = broker::find(&server.service, &Actor::System, "test_broker").await.unwrap().id;
        let ada = NewUser {
            email: "ada@example.com".to_owned(),
            name: "Ada".to_owned(),
            password: "correct horse".to_owned(),
            role: Role::Broker(office),
        };
        user::create(&server.service, &Actor::System, ada).await.unwrap();
        let signed_in = post(&server, "/fn/sign_in", OWN, "email=ada%40example.com&password=correct+horse").await;
        let cookie = signed_in.header("set-cookie").split(';').next().unwrap().to_owned();
        let request = server
            .nobody
            .request("POST", "/fn/add_lead")
            .header("accept", "text/html")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("origin", OWN)
            .header("referer", format!("{OWN}/b/test_broker/leads/new"))
            .header("cookie", &cookie);
        let form = Body::from("broker=test_broker&name=Ben+Barnes&phone=5125550176&assign=true");
        let added = server.nobody.send(request.body(form).unwrap()).await;
        let page = added.header("location");
        assert!(page.ends_with("?error=no-available-number"), "{page}");
        let request = server.nobody.request("GET", page).header("accept", "text/html").header("cookie", &cookie);
        let shown = server.nobody.send(request.body(Body::empty()).unwrap()).await.text;
        let (_, form) = shown.split_once("assign-form").expect("a number can be asked for");
        let (form, _) = form.split_once("</form>").unwrap();
        assert!(form.contains("The pool has no numbers."), "{form}");
        assert!(!shown.contains("No number is available."), "it is said once");
    }

    async fn who_signs_in_gets_a_session_of_a_new_id(db: TestDb) {
        let server = Server::start(db).await;
        let ada = NewUser {
            email: "ada@example.com".to_owned(),
            name: "Ada".to_owned(),
            password: "correct horse".to_owned(),
            role: Role::Admin,
        };
        user::create(&server.service, &Actor::System, ada).await.unwrap();
        let refused = post(&server, "/fn/sign_in", OWN, "email=ada%40example.com&password=wrong+horse").await;
        let before = refused.header("set-cookie").split(';').next().unwrap().to_owned();
        let request = server
            .nobody
            .request("POST", "/fn/sign_in")
            .header("accept", "text/html")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .header("cookie", &before);
        let body = Body::from("email=Ada%40example.com&password=correct+horse");
        let answer = server.nobody.send(request.body(body).unwrap()).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/"), "{}", answer.text);
        let after = answer.header("set-cookie").split(';').next().unwrap();
        assert!(after.starts_with("steadyline=") && after != before, "{after}");
        let of_ada = "select count(*) from sessions where user_id = (select id from users)";
        assert_eq!(server.db.count(of_ada).await, 1);
        assert_eq!(server.db.count("select count(*) from sessions").await, 1, "the old id is worth nothing");
    }

    async fn a_script_gets_the_error_with_its_status(db: TestDb) {
        let server = Server::start(db).await;
        let request = server.nobody.request("POST", "/fn/sign_in").header("accept", "application/json");
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let answer = server.nobody.send(request.body("email=a%40b.c&password=wrong".into()).unwrap()).await;
        assert_eq!(answer.status.as_u16(), 401, "{}", answer.text);
        let refusal = answer.refusal();
        assert_eq!(refusal.kind, ErrorKind::Unauthenticated);
        assert!(refusal.reference.is_some(), "{refusal:?}");
    }

    async fn another_site_cannot_post_a_form(db: TestDb) {
        let server = Server::start(db).await;
        let answer = post(&server, "/fn/sign_in", "https://evil.example", "email=a&password=b").await;
        assert_eq!(answer.status.as_u16(), 403);
    }

    async fn an_account_that_is_tried_too_often_has_to_wait(db: TestDb) {
        let server = Server::start(db).await;
        for n in 0..11 {
            let request = server.nobody.request("POST", "/fn/sign_in");
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            let answer = server.nobody.send(request.body("email=a%40b.c&password=wrong".into()).unwrap()).await;
            let expected = if n < 10 { 401 } else { 429 };
            assert_eq!(answer.status.as_u16(), expected, "{n}: {}", answer.text);
        }
    }

    async fn over_https_the_cookie_is_bound_to_the_host(db: TestDb) {
        let server = Server::start_with(db, &["--public-url", "https://steadyline.example"]).await;
        let answer = post(&server, "/fn/sign_in", "https://steadyline.example", "email=a%40b.c&password=wrong").await;
        let cookie = answer.header("set-cookie");
        assert!(cookie.starts_with("__Host-steadyline=") && cookie.contains("Secure"), "{cookie}");
        assert!(answer.header("strict-transport-security").contains("max-age"));
    }
}
