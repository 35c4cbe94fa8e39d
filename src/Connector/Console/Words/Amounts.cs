using System.Globalization;

namespace Connector.Pages.Words;

/// <summary>Numbers as the console shows them.</summary>
internal static class Amounts
{
    /// <summary>For the scale of a chart: <c>1.5k</c>, <c>20M</c>.</summary>
    public static string Short(double value) => Math.Abs(value) switch
    {
        >= 1e9 => (value / 1e9).ToString("0.##") + "G",
        >= 1e6 => (value / 1e6).ToString("0.##") + "M",
        >= 1e4 => (value / 1e3).ToString("0.##") + "k",
        _ => value.ToString("0.######"),
    };

    /// <summary>A decimal of any size with spaces between thousands: <c>12 345.60</c>.</summary>
    /// <param name="number">As goals keep it; one with an exponent stays as it is.</param>
    public static string Spaced(string number)
    {
        int start = number.StartsWith('-') ? 1 : 0;
        int point = number.IndexOf('.');
        int end = point < 0 ? number.Length : point;
        if (number.AsSpan(start..end).ContainsAnyExceptInRange('0', '9'))
        {
            return number;
        }

        var text = new System.Text.StringBuilder(number);
        for (int at = end - 3; at > start; at -= 3)
        {
            text.Insert(at, ' ');
        }

        return text.ToString();
    }

    /// <summary>For drawing, where a digit more or less cannot be seen.</summary>
    public static double Number(string number) =>
        double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : 0;
}
