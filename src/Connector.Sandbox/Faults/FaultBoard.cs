using System.Collections.Immutable;

namespace Connector.Sandbox.Faults;

/// <summary>The faults in force. They can be changed while the sandbox runs.</summary>
public sealed class FaultBoard
{
    private readonly Lock _gate = new();
    private readonly List<Pending> _pending = [];

    /// <summary>The faults that still hit, with the hits that are left.</summary>
    public ImmutableArray<Fault> Active
    {
        get
        {
            lock (_gate)
            {
                return [.. _pending.Select(pending => pending.Left)];
            }
        }
    }

    public void Add(params ReadOnlySpan<Fault> faults)
    {
        lock (_gate)
        {
            foreach (Fault fault in faults)
            {
                _pending.Add(new Pending(fault));
            }
        }
    }

    /// <summary>Adds a fault with its usual number.</summary>
    public void Add(FaultKind kind) => Add(Fault.Of(kind));

    public void Clear()
    {
        lock (_gate)
        {
            _pending.Clear();
        }
    }

    /// <summary>Hits with a fault of the kind, if there is one, and counts the hit.</summary>
    internal bool Hits(FaultKind kind, Func<Fault, bool>? applies = null) => Take(kind, applies) is not null;

    /// <summary>As <see cref="Hits"/>.</summary>
    /// <returns>The fault before this hit, so that its number tells which hit it is; or null.</returns>
    internal Fault? Take(FaultKind kind, Func<Fault, bool>? applies = null)
    {
        lock (_gate)
        {
            int at = _pending.FindIndex(pending => pending.Left.Kind == kind && (applies is null || applies(pending.Left)));
            if (at < 0)
            {
                return null;
            }

            Fault fault = _pending[at].Left;
            if (fault.IsCounted)
            {
                _pending[at].Left = fault with { Number = fault.Number - 1 };
                if (fault.Number <= 1)
                {
                    _pending.RemoveAt(at);
                }
            }

            return fault;
        }
    }

    /// <summary>The fault of that kind, without a hit.</summary>
    internal Fault? Look(FaultKind kind) => Active.FirstOrDefault(fault => fault.Kind == kind);

    private sealed class Pending(Fault fault)
    {
        public Fault Left { get; set; } = fault;
    }
}
