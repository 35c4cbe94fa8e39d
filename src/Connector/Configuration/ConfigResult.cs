using Connector.Core.Catalog;

namespace Connector.Configuration;

/// <summary>What a config folder says, and everything that is wrong with it.</summary>
/// <param name="Catalog">Null as long as there is an error.</param>
/// <param name="Problems">Of all files, by file, then by place.</param>
public sealed record ConfigResult(ConnectorCatalog? Catalog, IReadOnlyList<Problem> Problems);
