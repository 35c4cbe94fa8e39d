using System.Collections.Immutable;

namespace Connector.Core.Records;

/// <summary>One export endpoint of the Logs API, or one type of Metrix's messages, and what is known of its columns.</summary>
/// <remarks>Source: AppMetrica docs, «Logs API», one reference page a resource, with the copy-paste lists of «Endpoints».</remarks>
public sealed class LogResource
{
    private readonly HashSet<string> _columns;

    private LogResource(
        string name,
        int EntityCode,
        string? EventTime,
        string? ReceiveTime,
        ImmutableArray<string> Identity,
        ImmutableArray<string> JsonColumns,
        bool TakesDates,
        bool TakesDateDimension,
        bool FreeColumns,
        string columns)
    {
        Name = name;
        Utf8Name = System.Text.Encoding.UTF8.GetBytes(name);
        this.EntityCode = EntityCode;
        this.EventTime = EventTime;
        this.ReceiveTime = ReceiveTime;
        this.Identity = Identity;
        this.JsonColumns = JsonColumns;
        this.TakesDates = TakesDates;
        this.TakesDateDimension = TakesDateDimension;
        this.FreeColumns = FreeColumns;
        Columns = [.. columns.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];
        _columns = [.. Columns];
    }

    private LogResource(string name, ImmutableArray<string> JsonColumns, ImmutableArray<string> Milliseconds, bool FreeColumns, string columns)
        : this(name, -1, "time", "receivedAt", ["id"], JsonColumns, TakesDates: false, TakesDateDimension: false, FreeColumns, columns)
    {
        IsMessage = true;
        this.Milliseconds = Milliseconds;
    }

    /// <summary>As in the URL: <c>sessions_starts</c>; as in a message's <c>type</c>: <c>user</c>.</summary>
    public string Name { get; }

    internal byte[] Utf8Name { get; }

    /// <summary>The <c>entity</c> of <c>get_active_queries</c>.</summary>
    public int EntityCode { get; }

    /// <summary>Column prefix of the time on the device: with <c>_timestamp</c> Unix seconds, with <c>_datetime</c> local text. Null: the export has none.</summary>
    public string? EventTime { get; }

    /// <summary>Column prefix of the time at the server, or null.</summary>
    public string? ReceiveTime { get; }

    /// <summary>The columns that, with the times, tell one record from another. They make a goal's key.</summary>
    public ImmutableArray<string> Identity { get; }

    /// <summary>
    /// A type of message, which is sent to us: <see cref="EventTime"/> and <see cref="ReceiveTime"/> are columns themselves, in Unix seconds or
    /// milliseconds, and <see cref="Identity"/> alone tells messages apart.
    /// </summary>
    public bool IsMessage { get; }

    /// <summary>Further columns that hold Unix milliseconds.</summary>
    public ImmutableArray<string> Milliseconds { get; } = [];

    /// <summary>Columns whose text is JSON, so that a path may lead into them.</summary>
    public ImmutableArray<string> JsonColumns { get; }

    /// <summary>Whether <c>date_since</c> and <c>date_until</c> are sent; without them an export is the whole current list.</summary>
    public bool TakesDates { get; }

    /// <summary>Whether <c>date_dimension=receive</c> is sent.</summary>
    public bool TakesDateDimension { get; }

    /// <summary>Whether columns beyond the documented ones may be asked for, as the attributes of profiles are.</summary>
    public bool FreeColumns { get; }

    /// <summary>The column holds a Unix time, which becomes a date or time where a field wants one.</summary>
    public bool IsUnixTime(string column) => IsMessage && (column == EventTime || column == ReceiveTime || Milliseconds.Contains(column));

    /// <summary>Every documented column, in the order of the docs.</summary>
    public ImmutableArray<string> Columns { get; }

    public bool Has(string column) => _columns.Contains(column);

    public bool IsJson(string column) => JsonColumns.Contains(column);

    public override string ToString() => Name;

    public static readonly LogResource Events = new(
        "events",
        EntityCode: 2,
        EventTime: "event",
        ReceiveTime: "event_receive",
        Identity: ["appmetrica_device_id", "installation_id", "session_id", "event_name", "event_json"],
        JsonColumns: ["event_json"],
        TakesDates: true,
        TakesDateDimension: true,
        FreeColumns: false,
        """
        event_datetime event_json event_name event_receive_datetime event_receive_timestamp event_timestamp session_id
        installation_id appmetrica_device_id city connection_type country_iso_code device_ipv6 device_locale
        device_manufacturer device_model device_type google_aid ios_ifa ios_ifv mcc mnc operator_name
        original_device_model os_name os_version profile_id windows_aid app_build_number app_package_name
        app_version_name application_id
        """);

    public static readonly LogResource Installations = new(
        "installations",
        EntityCode: 1,
        EventTime: "install",
        ReceiveTime: "install_receive",
        Identity: ["appmetrica_device_id", "installation_id", "click_id", "tracking_id", "is_reinstallation"],
        JsonColumns: [],
        TakesDates: true,
        TakesDateDimension: true,
        FreeColumns: false,
        """
        application_id installation_id attributed_touch_type click_datetime click_id click_ipv6 click_timestamp
        click_url_parameters click_user_agent profile_id publisher_id publisher_name tracker_name tracking_id
        install_datetime install_ipv6 install_receive_datetime install_receive_timestamp install_timestamp
        is_reattribution is_reinstallation match_type appmetrica_device_id city connection_type country_iso_code
        device_locale device_manufacturer device_model device_type google_aid oaid ios_ifa ios_ifv mcc mnc operator_name
        os_name os_version windows_aid app_package_name app_version_name
        """);

    public static readonly LogResource SessionsStarts = new(
        "sessions_starts",
        EntityCode: 7,
        EventTime: "session_start",
        ReceiveTime: "session_start_receive",
        Identity: ["appmetrica_device_id", "session_id"],
        JsonColumns: [],
        TakesDates: true,
        TakesDateDimension: true,
        FreeColumns: false,
        """
        session_id session_start_datetime session_start_receive_datetime session_start_receive_timestamp
        session_start_timestamp appmetrica_device_id city connection_type country_iso_code device_ipv6 device_locale
        device_manufacturer device_model device_type google_aid ios_ifa ios_ifv mcc mnc operator_name os_name os_version
        profile_id windows_aid app_build_number app_package_name app_version_name application_id original_device_model
        """);

    public static readonly LogResource ProfilesV2 = new(
        "profiles_v2",
        EntityCode: 12,
        EventTime: null,
        ReceiveTime: null,
        Identity: ["appmetrica_device_id", "profile_id"],
        JsonColumns: [],
        TakesDates: true,
        TakesDateDimension: true,
        FreeColumns: true,
        """
        profile_id appmetrica_gender appmetrica_birth_date appmetrica_notifications_enabled appmetrica_name
        appmetrica_crashes appmetrica_errors appmetrica_first_session_date appmetrica_last_start_date
        appmetrica_push_opens appmetrica_push_send_count appmetrica_sdk_version appmetrica_sessions android_id
        appmetrica_device_id city connection_type country_iso_code device_manufacturer device_model device_type
        google_aid ios_ifa ios_ifv mcc mnc operator_name os_name os_version windows_aid app_build_number app_framework
        app_package_name app_version_name
        """);

    public static readonly LogResource PushTokens = new(
        "push_tokens",
        EntityCode: 6,
        EventTime: "token",
        ReceiveTime: "token_receive",
        Identity: ["appmetrica_device_id", "token"],
        JsonColumns: [],
        TakesDates: false,
        TakesDateDimension: false,
        FreeColumns: false,
        """
        token token_datetime token_receive_datetime token_receive_timestamp token_timestamp appmetrica_device_id city
        connection_type country_iso_code device_ipv6 device_locale device_manufacturer device_model device_type
        google_aid ios_ifa ios_ifv mcc mnc operator_name os_name os_version profile_id windows_aid app_package_name
        app_version_name application_id
        """);

    public static readonly LogResource Deeplinks = new(
        "deeplinks",
        EntityCode: 9,
        EventTime: "event",
        ReceiveTime: "event_receive",
        Identity: ["appmetrica_device_id", "session_id", "deeplink_url_scheme", "deeplink_url_host", "deeplink_url_path", "deeplink_url_parameters"],
        JsonColumns: [],
        TakesDates: true,
        TakesDateDimension: true,
        FreeColumns: false,
        """
        deeplink_url_host deeplink_url_parameters deeplink_url_path deeplink_url_scheme event_datetime
        event_receive_datetime event_receive_timestamp event_timestamp is_reengagement profile_id publisher_id
        publisher_name session_id tracker_name tracking_id android_id appmetrica_device_id appmetrica_sdk_version city
        connection_type country_iso_code device_ipv6 device_locale device_manufacturer device_model google_aid ios_ifa
        ios_ifv mcc mnc original_device_model os_version windows_aid app_build_number app_package_name app_version_name
        device_type
        """);

    public static readonly LogResource Clicks = new(
        "clicks",
        EntityCode: 0,
        EventTime: "click",
        ReceiveTime: null,
        Identity: ["click_id", "tracking_id", "touch_type"],
        JsonColumns: [],
        TakesDates: true,
        TakesDateDimension: true,
        FreeColumns: false,
        """
        application_id click_datetime click_id click_ipv6 click_timestamp click_url_parameters click_user_agent
        publisher_id publisher_name tracker_name tracking_id touch_type is_bot city country_iso_code device_manufacturer
        device_model device_type google_aid oaid ios_ifa ios_ifv os_name os_version windows_aid
        """);

    public static readonly LogResource Postbacks = new(
        "postbacks",
        EntityCode: 3,
        EventTime: "conversion",
        ReceiveTime: "attempt",
        Identity: ["appmetrica_device_id", "click_id", "tracking_id", "event_name", "postback_url"],
        JsonColumns: [],
        TakesDates: true,
        TakesDateDimension: false,
        FreeColumns: false,
        """
        application_id attributed_touch_type click_datetime click_id click_ipv6 click_timestamp click_url_parameters
        click_user_agent profile_id publisher_id publisher_name tracker_name tracking_id install_datetime install_ipv6
        install_timestamp match_type identifier appmetrica_device_id city country_iso_code device_locale
        device_manufacturer device_model device_type google_aid oaid ios_ifa os_name os_version windows_aid
        app_package_name app_version_name conversion_datetime conversion_timestamp event_name attempt_datetime
        attempt_timestamp cost_model notifying_status postback_url postback_url_parameters response_body response_code
        ios_ifv
        """);

    public static readonly LogResource RevenueEvents = new(
        "revenue_events",
        EntityCode: 10,
        EventTime: "event",
        ReceiveTime: "event_receive",
        Identity: ["appmetrica_device_id", "installation_id", "session_id", "event_name", "revenue_order_id", "revenue_product_id", "revenue_price", "revenue_quantity", "revenue_currency"],
        JsonColumns: [],
        TakesDates: true,
        TakesDateDimension: true,
        FreeColumns: false,
        """
        revenue_quantity revenue_price revenue_currency revenue_product_id revenue_order_id revenue_order_id_source
        is_revenue_verified is_revenue_autocollected revenue_inapp_type revenue_event_type event_datetime event_name
        event_receive_datetime event_receive_timestamp event_timestamp session_id installation_id android_id
        appmetrica_device_id appmetrica_sdk_version city connection_type country_iso_code device_ipv6 device_locale
        device_manufacturer device_model google_aid ios_ifa ios_ifv mcc mnc operator_name original_device_model
        os_version profile_id windows_aid app_build_number app_package_name app_version_name
        """);

    public static readonly LogResource AdRevenueEvents = new(
        "ad_revenue_events",
        EntityCode: 13,
        EventTime: "ad_revenue",
        ReceiveTime: "ad_revenue_receive",
        Identity: ["appmetrica_device_id", "installation_id", "session_id", "ad_revenue", "ad_revenue_currency", "ad_revenue_type", "ad_revenue_network", "ad_revenue_unit_id", "ad_revenue_placement_id"],
        JsonColumns: ["ad_revenue_payload"],
        TakesDates: true,
        TakesDateDimension: true,
        FreeColumns: false,
        """
        ad_revenue_datetime ad_revenue_timestamp ad_revenue_receive_datetime ad_revenue_receive_timestamp ad_revenue
        ad_revenue_currency ad_revenue_type ad_revenue_data_source ad_revenue_network ad_revenue_placement_id
        ad_revenue_placement_name ad_revenue_unit_id ad_revenue_unit_name ad_revenue_precision ad_revenue_payload
        session_id installation_id android_id appmetrica_device_id appmetrica_sdk_version city connection_type
        country_iso_code device_ipv6 device_locale device_manufacturer device_model device_type google_aid ios_ifa
        ios_ifv mcc mnc operator_name original_device_model os_version profile_id windows_aid app_build_number
        app_package_name app_version_name
        """);

    public static readonly LogResource EcommerceEvents = new(
        "ecommerce_events",
        EntityCode: 14,
        EventTime: "event",
        ReceiveTime: "event_receive",
        Identity: ["appmetrica_device_id", "installation_id", "session_id", "event_json", "ecom_type", "ecom_order_id", "ecom_product_sku", "ecom_screen_name"],
        JsonColumns: ["ecom_screen_payload", "ecom_product_payload", "ecom_order_payload", "event_json", "ecom_product_promocodes"],
        TakesDates: true,
        TakesDateDimension: true,
        FreeColumns: false,
        """
        ecom_type ecom_screen_name ecom_screen_search_query ecom_screen_payload ecom_screen_category_path_1
        ecom_screen_category_path_2 ecom_screen_category_path_3 ecom_screen_category_path_4 ecom_screen_category_path_5
        ecom_screen_category_path_6 ecom_screen_category_path_7 ecom_screen_category_path_8 ecom_screen_category_path_9
        ecom_screen_category_path_10 ecom_product_name ecom_product_sku ecom_product_promocodes ecom_product_payload
        ecom_product_category_path_1 ecom_product_category_path_2 ecom_product_category_path_3
        ecom_product_category_path_4 ecom_product_category_path_5 ecom_product_category_path_6
        ecom_product_category_path_7 ecom_product_category_path_8 ecom_product_category_path_9
        ecom_product_category_path_10 ecom_product_actual_price_fiat_unit_type ecom_product_actual_price_fiat_value
        ecom_product_actual_price_internal_components ecom_product_original_price_fiat_unit_type
        ecom_product_original_price_fiat_value ecom_product_original_price_internal_components
        ecom_cart_item_price_fiat_unit_type ecom_cart_item_price_fiat_value ecom_cart_item_quantity
        ecom_cart_item_internal_components ecom_referrer_type ecom_referrer_id ecom_order_id ecom_order_payload
        event_datetime event_json event_name event_receive_datetime event_receive_timestamp event_timestamp session_id
        installation_id appmetrica_device_id city connection_type country_iso_code device_ipv6 device_locale
        device_manufacturer device_model device_type google_aid ios_ifa ios_ifv mcc mnc operator_name
        original_device_model os_name os_version profile_id windows_aid app_build_number app_package_name
        app_version_name application_id android_id appmetrica_sdk_version certificate_verification_status country
        district area event_source
        """);

    public static readonly LogResource Crashes = new(
        "crashes",
        EntityCode: 5,
        EventTime: "crash",
        ReceiveTime: "crash_receive",
        Identity: ["appmetrica_device_id", "crash_id"],
        JsonColumns: [],
        TakesDates: true,
        TakesDateDimension: true,
        FreeColumns: false,
        """
        crash crash_datetime crash_group_id crash_id crash_name crash_receive_datetime crash_receive_timestamp
        crash_timestamp appmetrica_device_id city connection_type country_iso_code device_ipv6 device_locale
        device_manufacturer device_model device_type google_aid ios_ifa ios_ifv mcc mnc operator_name os_name os_version
        profile_id windows_aid app_package_name app_version_name application_id
        """);

    public static readonly LogResource Errors = new(
        "errors",
        EntityCode: 4,
        EventTime: "error",
        ReceiveTime: "error_receive",
        Identity: ["appmetrica_device_id", "error_id"],
        JsonColumns: [],
        TakesDates: true,
        TakesDateDimension: true,
        FreeColumns: false,
        """
        error error_datetime error_id error_name error_receive_datetime error_receive_timestamp error_timestamp
        appmetrica_device_id city connection_type country_iso_code device_ipv6 device_locale device_manufacturer
        device_model device_type google_aid ios_ifa ios_ifv mcc mnc operator_name os_name os_version profile_id
        windows_aid app_package_name app_version_name application_id
        """);

    /// <summary>A user's attributes (Metrix docs, «Tracking Users»). The first one registers the user.</summary>
    public static readonly LogResource User = new(
        "user",
        JsonColumns: ["customAttributes"],
        Milliseconds: ["birthday"],
        FreeColumns: false,
        """
        type id time customUserId metrixUserId firstName lastName phoneNumber hashedPhoneNumber email hashedEmail country
        city region locality gender birthday customAttributes receivedAt
        """);

    /// <summary>What a user did (Metrix docs, «Tracking Events»).</summary>
    public static readonly LogResource Action = new(
        "action",
        JsonColumns: ["attributes"],
        Milliseconds: [],
        FreeColumns: false,
        "type id time customUserId metrixUserId name customName attributes receivedAt");

    /// <summary>What a user paid.</summary>
    public static readonly LogResource Revenue = new(
        "revenue",
        JsonColumns: ["attributes"],
        Milliseconds: [],
        FreeColumns: false,
        "type id time customUserId metrixUserId name customName revenue currency orderId attributes receivedAt");

    /// <summary>What happened in a business, to no user in particular. Its members are not documented, so any may be used.</summary>
    public static readonly LogResource BusinessEvent = new(
        "businessEvent",
        JsonColumns: ["attributes"],
        Milliseconds: [],
        FreeColumns: true,
        "type id time customUserId metrixUserId name customName attributes receivedAt");

    /// <summary>Every export of the Logs API.</summary>
    public static readonly ImmutableArray<LogResource> All =
    [
        Events,
        Installations,
        SessionsStarts,
        ProfilesV2,
        PushTokens,
        Deeplinks,
        Clicks,
        Postbacks,
        RevenueEvents,
        AdRevenueEvents,
        EcommerceEvents,
        Crashes,
        Errors,
    ];

    /// <summary>Every type of message.</summary>
    public static readonly ImmutableArray<LogResource> Messages = [User, Action, Revenue, BusinessEvent];

    private static readonly Dictionary<string, LogResource> ByName =
        All.Concat(Messages).ToDictionary(resource => resource.Name, StringComparer.Ordinal);

    /// <returns>An export or a type of message; null: there is neither of that name.</returns>
    public static LogResource? Find(string name) => ByName.GetValueOrDefault(name);
}
