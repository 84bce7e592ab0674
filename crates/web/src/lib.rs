//! The one room that knows HTTP: pages, the API, sessions.
