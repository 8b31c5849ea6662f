//! Etapa arranges the customer statuses of amoCRM and Kommo accounts.

pub mod crm;
pub mod amo;
pub mod demo;
pub mod model;
