//! What the program asks of other services, when the operator allows it. Who calls keeps what was answered.
pub mod download;
pub mod geocoder;
pub mod geocoding;
pub mod pages;
