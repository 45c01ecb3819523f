//! Demo data: two offices, 500 leads, 60 days of calls, made by the very actions that real data comes in by.
//!
//! Everything is fictional: names are invented, every phone ends in 555-01XX. The same day gives the same
//! story, drawn from a fixed seed.

mod office;
mod people;
mod story;

use crate::user::{self, NewUser};
use crate::{Service, ServiceError, api_key};
use steadyline_core::user::{Actor, Role};
use steadyline_db::broker;

/// Days of history.
pub const DAYS: i64 = 60;

/// The password of every demo user.
pub const PASSWORD: &str = "steadyline-demo";

/// How to get in.
#[derive(Clone, Debug)]
pub struct Demo {
    /// E-mail addresses of an admin and of each office's user; the password is [`PASSWORD`].
    pub users: Vec<String>,
    /// An API key of the first office.
    pub key: String,
}

/// Fills an empty database. `say` is told what is going on.
///
/// # Errors
/// `Forbidden` where the database holds a broker already, else what an action says.
pub async fn seed(service: &Service, mut say: impl FnMut(&str)) -> Result<Demo, ServiceError> {
    let brokers =
        service.db.read(|tx| Box::pin(async move { Ok::<_, ServiceError>(broker::list(tx).await?) })).await?;
    if !brokers.is_empty() {
        return Err(ServiceError::Forbidden("the database is not empty: demo data goes into an empty one"));
    }
    say("making two offices and their numbers");
    let mut stories = Vec::new();
    for plan in office::OFFICES {
        stories.push(story::Story::begin(service, plan).await?);
    }
    say("playing 60 days of leads and calls");
    futures::future::try_join_all(stories.iter_mut().map(story::Story::play)).await?;
    crate::report::sum_days(service).await?;
    say("making the users and a key");
    let mut users = Vec::new();
    let admin = ("admin@example.com".to_owned(), "Jordan Tate".to_owned(), Role::Admin);
    let people = stories.iter().map(|story| (story.email(), story.person(), Role::Broker(story.broker.id)));
    for (email, name, role) in std::iter::once(admin).chain(people) {
        let new = NewUser { email: email.clone(), name, password: PASSWORD.to_owned(), role };
        user::create(service, &Actor::System, new).await?;
        users.push(email);
    }
    let first = stories.first().map(|story| story.broker.id);
    let key = api_key::create(service, &Actor::System, first, "Demo").await?;
    Ok(Demo { users, key: key.secret })
}
