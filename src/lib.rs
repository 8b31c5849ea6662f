//! Etapa
pub mod crm;
