using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>The push address of an install.</summary>
internal static class PushColumns
{
    public static ColumnWriter? Of(string column) => column == "token" ? Column.Text(WriteToken) : null;

    /// <summary>Three in four let the application send pushes.</summary>
    public static bool Has(Moment moment) => (moment.DeviceId >> 40) % 4 != 0;

    private static void WriteToken(Utf8Buffer text, Moment moment)
    {
        int words = 4;
        if (!moment.Model.IsApple)
        {
            text.AddHex(moment.DeviceId, 11);
            text.Add(":APA91b"u8);
            words = 8;
        }

        var dice = new Dice(moment.DeviceId);
        for (int i = 0; i < words; i++)
        {
            text.AddHex(dice.Next(), 16);
        }
    }
}
