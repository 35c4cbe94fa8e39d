namespace Connector.Sandbox.Deliveries;

/// <summary>A request that the server does not take.</summary>
/// <param name="code">As the API names it.</param>
internal sealed class Refusal(int code, string text) : Exception(text)
{
    public int Code { get; } = code;
}
