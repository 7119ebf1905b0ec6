//! The State's programmes whose communes have priority in an envelope.

codes!(/// A national programme that labels communes (ANCT).
Programme {
    /// Action cœur de ville: revitalising medium-sized towns.
    ActionCoeurDeVille = "acv",
    /// Petites villes de demain: towns under 20,000 inhabitants with a central role.
    PetitesVillesDeDemain = "pvd",
    /// Quartiers prioritaires de la politique de la ville.
    QuartiersPrioritaires = "qpv",
    /// Villages d’avenir: engineering for rural communes.
    VillagesAvenir = "va",
});
