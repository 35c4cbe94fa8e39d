using Microsoft.AspNetCore.Components;

namespace Connector.Pages;

/// <summary>What pages and their parts have in common: the shell they stand in.</summary>
public abstract class View : ComponentBase
{
    [CascadingParameter]
    public Shell Shell { get; set; } = null!;
}
