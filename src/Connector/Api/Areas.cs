namespace Connector.Api;

/// <summary>The headings of routes.</summary>
internal static class Areas
{
    public const string Integrations = "Integrations";
    public const string Config = "Config";
    public const string Runs = "Runs";
    public const string Profiles = "Profiles";
    public const string Goals = "Goals";
    public const string Rejects = "Rejects";
    public const string Deliveries = "Deliveries";
    public const string Access = "Access";
    public const string Service = "Service";
}
