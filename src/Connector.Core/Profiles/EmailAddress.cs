namespace Connector.Core.Profiles;

/// <summary>E-mail addresses: what is one, and when two are the same.</summary>
public static class EmailAddress
{
    /// <summary>The form in which addresses compare: trimmed and lower-cased.</summary>
    public static string KeyOf(string address) => address.Trim().ToLowerInvariant();

    /// <summary>Whether mail could be sent there: a local part, one <c>@</c>, and a domain of at least two labels. Quoted local parts are refused.</summary>
    /// <param name="address">Trimmed.</param>
    public static bool IsValid(ReadOnlySpan<char> address)
    {
        int at = address.IndexOf('@');
        if (at is < 1 or > 64 || address.Length > 254)
        {
            return false;
        }

        return IsLocalPart(address[..at]) && IsDomain(address[(at + 1)..]);
    }

    private static bool IsLocalPart(ReadOnlySpan<char> local)
    {
        if (local[0] == '.' || local[^1] == '.' || local.IndexOf("..") >= 0)
        {
            return false;
        }

        foreach (char c in local)
        {
            if (c <= ' ' || c == 0x7F || char.IsWhiteSpace(c) || c is '(' or ')' or '<' or '>' or '[' or ']' or ':' or ';' or '\\' or ',' or '"' or '@' or '\uFFFD')
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsDomain(ReadOnlySpan<char> domain)
    {
        int labels = 0;
        foreach (Range range in domain.Split('.'))
        {
            ReadOnlySpan<char> label = domain[range];
            if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-')
            {
                return false;
            }

            foreach (char c in label)
            {
                if (c != '-' && !char.IsLetterOrDigit(c) && !char.IsSurrogate(c))
                {
                    return false;
                }
            }

            labels++;
        }

        return labels >= 2;
    }
}
