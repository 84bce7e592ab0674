//! The pages as a browser meets them, over both engines: `browser` asks, the others look.

mod api;
mod api_work;
mod attack;
mod browser;
mod decided;
mod doors;
mod households;
mod logs;
mod merging;
mod openid;
mod own_account;
mod pages;
mod privacy;
mod public_figures;
mod published;
mod registry_work;
mod requests;
mod round;
mod rounds;
mod sessions;
mod sockets;
mod survey;
mod village_steps;
