using Connector.Core.Ingest;
using Microsoft.Win32.SafeHandles;

namespace Connector.Storage.Inbox;

/// <summary>Reads what lies in the segments of an inbox, a page at a time.</summary>
internal sealed class InboxReader(InboxSegments segments)
{
    /// <param name="end">Where it ends, looked at before: a segment that is added meanwhile begins no earlier, and belongs to the next page.</param>
    public InboxPage Read(long from, long end, int mostBytes)
    {
        var requests = new List<KeptRequest>();
        long place = from;
        while (requests.Count == 0 && place < end && segments.Find(place, out long? next) is { } start)
        {
            place = Math.Max(place, start);
            using SafeFileHandle file = segments.Open(start);
            try
            {
                long length = Math.Min(RandomAccess.GetLength(file), (next ?? end) - start);
                place = Read(file, start, length, place, mostBytes, requests);
            }
            catch (IOException e)
            {
                throw segments.Unusable(e);
            }

            if (requests.Count == 0)
            {
                // What is left of the segment was never told to be kept.
                place = next ?? end;
            }
        }

        return new InboxPage(requests, place);
    }

    /// <param name="known">How much of the segment counts.</param>
    private static long Read(SafeFileHandle file, long start, long known, long place, int mostBytes, List<KeptRequest> requests)
    {
        byte[] bytes = new byte[Math.Min(mostBytes, Math.Max(0, known - (place - start)))];
        int read = Fill(file, bytes, place - start);
        for (int at = 0; InboxFrame.LengthOf(bytes.AsSpan(at, read - at)) is > 0 and var length;)
        {
            if (length > read - at)
            {
                if (requests.Count > 0 || length <= mostBytes || place - start + length > known)
                {
                    break;
                }

                // One request larger than a page: it alone is the page.
                return Read(file, start, known, place, length, requests);
            }

            if (InboxFrame.Read(bytes.AsMemory(at, length)) is not { } request)
            {
                break;
            }

            requests.Add(new KeptRequest(place, request));
            at += length;
            place += length;
        }

        return place;
    }

    private static int Fill(SafeFileHandle file, byte[] bytes, long offset)
    {
        int filled = 0;
        while (filled < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(filled), offset + filled) is > 0 and var read)
        {
            filled += read;
        }

        return filled;
    }
}
