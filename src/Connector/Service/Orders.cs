using System.Globalization;
using Connector.Core.Access;
using Connector.Core.Delivery;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Core.Telemetry;
using Connector.Schedule;
using Connector.Service.Access;
using Connector.Service.Config;

namespace Connector.Service;

/// <summary>What people tell the service to do, from the API or the console. Each order that changes something is audited under the name of who gave it.</summary>
internal sealed class Orders(
    SyncControl control, ConfigFiles files, IBatchStore store, IStoreUpkeep upkeep, IDeliveryStore deliveries, ITokenStore tokens, IAuditStore audit, TimeProvider time)
{
    /// <exception cref="KeyNotFoundException">There is no such integration; so in the others that name one.</exception>
    public async Task<SyncStart> SyncAsync(Identity by, string integration, CancellationToken cancellationToken)
    {
        SyncStart start = await control.SyncNowAsync(integration, by.Name, cancellationToken);
        if (start.Started)
        {
            await AuditAsync(by, "integration.sync", integration, $"run {start.Run}");
        }

        return start;
    }

    public async Task PauseAsync(Identity by, string integration, CancellationToken cancellationToken)
    {
        if (await control.PauseAsync(integration, by.Name, cancellationToken))
        {
            await AuditAsync(by, "integration.pause", integration, null);
        }
    }

    public async Task ResumeAsync(Identity by, string integration, CancellationToken cancellationToken)
    {
        if (await control.ResumeAsync(integration, cancellationToken))
        {
            await AuditAsync(by, "integration.resume", integration, null);
        }
    }

    /// <param name="hook">Null: every hook.</param>
    /// <returns>The run's id.</returns>
    public async Task<long> BackfillAsync(Identity by, string integration, ReceiveWindow range, string? hook, CancellationToken cancellationToken)
    {
        SyncStart start = await control.BackfillAsync(integration, range, hook, by.Name, cancellationToken);
        if (start.Started)
        {
            await AuditAsync(by, "integration.backfill", integration, $"run {start.Run}: {range}{(hook is null ? "" : $", hook {hook}")}");
        }

        return start.Run;
    }

    /// <returns>False: the run neither runs nor waits in this service.</returns>
    public async Task<bool> CancelAsync(Identity by, long run, CancellationToken cancellationToken)
    {
        bool cancelled = await control.CancelAsync(run, cancellationToken);
        if (cancelled)
        {
            await AuditAsync(by, "run.cancel", run.ToString(CultureInfo.InvariantCulture), null);
        }

        return cancelled;
    }

    /// <inheritdoc cref="ConfigFiles.ReplaceAsync"/>
    public async Task<Replacement> ReplaceAsync(Identity by, Configuration.ConfigDraft draft, string? ifMatch, bool mustBeNew, CancellationToken cancellationToken)
    {
        Replacement done = await files.ReplaceAsync(draft, ifMatch, mustBeNew, cancellationToken);
        if (done.Kind is ReplacementKind.Created or ReplacementKind.Replaced)
        {
            await AuditAsync(by, done.Kind == ReplacementKind.Created ? "config.create" : "config.replace", draft.Name, $"now {done.File!.Tag}");
        }

        return done;
    }

    /// <inheritdoc cref="IStoreUpkeep.EraseAsync"/>
    public ValueTask<Erased?> EraseAsync(Identity by, long profile, CancellationToken cancellationToken) =>
        upkeep.EraseAsync(profile, by.Name, Now, cancellationToken);

    /// <inheritdoc cref="ProfileSplitting.SplitAsync"/>
    public async Task<KeptMerge> SplitAsync(Identity by, long merge, CancellationToken cancellationToken)
    {
        KeptMerge kept = await new ProfileSplitting(store, control.Catalog, time).SplitAsync(merge, by.Name, cancellationToken);
        await AuditAsync(by, AuditAction.ProfileSplit, ProfileState.FormatId(kept.Merge.Into), $"merge {kept.Id}, {ProfileState.FormatId(kept.Merge.From)} split off");
        return kept;
    }

    /// <returns>The token and its text, which is known only here and now; null: a token of that name is there.</returns>
    public async Task<(AccessToken Token, string Text)?> CreateTokenAsync(Identity by, string name, Role role, CancellationToken cancellationToken)
    {
        string text = "";
        AccessToken? token = await tokens.CreateAsync(
            name,
            role,
            id =>
            {
                text = TokenText.Make(id);
                return TokenText.Hash(text);
            },
            by.Name,
            Now,
            cancellationToken);
        return token is null ? null : (token, text);
    }

    /// <returns>False: there is no such token, or it was revoked before.</returns>
    public ValueTask<bool> RevokeTokenAsync(Identity by, long token, CancellationToken cancellationToken) =>
        tokens.RevokeAsync(token, by.Name, Now, cancellationToken);

    /// <summary>Says in the audit that rejects were tried again.</summary>
    public Task RetriedAsync(Identity by, string? integration, RunCounts counts) =>
        AuditAsync(by, "rejects.retry", integration ?? "*", $"{counts.Records} tried, {counts.Rejected} rejected again");

    /// <inheritdoc cref="IDeliveryStore.RetryAsync"/>
    public async Task<int> RetryDeliveriesAsync(Identity by, string? destination, long? id, CancellationToken cancellationToken)
    {
        int count = await deliveries.RetryAsync(destination, id, Now, cancellationToken);
        if (count > 0)
        {
            await AuditAsync(by, "deliveries.retry", destination ?? "*", $"{count} sent again");
        }

        return count;
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>What was done stays done, so the audit is written even if whoever asked went away.</summary>
    private async Task AuditAsync(Identity by, string action, string subject, string? detail)
    {
        await audit.AppendAsync(by.Name, action, subject, detail, Now, CancellationToken.None);
        DurableSteps.Passed(DurableSteps.Audited);
    }
}
