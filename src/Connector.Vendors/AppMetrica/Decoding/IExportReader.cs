namespace Connector.Vendors.AppMetrica.Decoding;

/// <summary>Reads one body of one format out of the buffer.</summary>
internal interface IExportReader
{
    /// <summary>Goes as far as the bytes in the buffer and the sink allow, without waiting for anything.</summary>
    Pause Advance();
}

/// <summary>Why a reader stopped.</summary>
internal enum Pause
{
    /// <summary>What is in the buffer ends in the middle of something. Never said of a body that was read to its end.</summary>
    NeedsBytes,

    /// <summary>The sink wants to hand on what it has.</summary>
    HandOn,

    Finished,
}
