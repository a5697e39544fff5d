using Connector.Finesse.Model;

namespace Connector.Finesse.Parsing;

/// <summary>Reads a user, from a REST answer or a notification alike.</summary>
internal static class UserXml
{
    /// <summary>Reads the element that was just entered.</summary>
    internal static FinesseUser Read(ref XmlCursor xml)
    {
        string? loginId = null, loginName = null, firstName = null, lastName = null, state = null, pendingState = null;
        string? reasonCodeId = null, extension = null, teamId = null, teamName = null, mediaType = null, mediaState = null;
        string? skillTargetId = null, activeDeviceId = null, uri = null;
        DateTimeOffset? stateChangeTime = null;
        int? wrapUpTimer = null;
        FinesseReasonCode? reasonCode = null;
        FinesseMobileAgent? mobileAgent = null;
        FinesseUserSettings? settings = null;
        ValueList<string> roles = [];
        ValueList<FinesseTeam> teams = [];
        while (xml.NextChild())
        {
            switch (xml.Name)
            {
                case "loginid": loginId = xml.ReadWord(); break;
                case "loginname": loginName = xml.ReadWord(); break;
                case "firstname": firstName = xml.ReadOptionalText(); break;
                case "lastname": lastName = xml.ReadOptionalText(); break;
                case "state": state = xml.ReadWord(); break;
                case "pendingstate": pendingState = xml.ReadWord(); break;
                case "statechangetime": stateChangeTime = xml.ReadTime(); break;
                case "reasoncodeid": reasonCodeId = xml.ReadWord(); break;
                case "reasoncode": reasonCode = ListXml.ReadReasonCode(ref xml); break;
                case "extension": extension = xml.ReadWord(); break;
                case "teamid": teamId = xml.ReadWord(); break;
                case "teamname": teamName = xml.ReadOptionalText(); break;
                case "mediatype": mediaType = xml.ReadWord(); break;
                case "mediastate": mediaState = xml.ReadWord(); break;
                case "skilltargetid": skillTargetId = xml.ReadWord(); break;
                case "activedeviceid": activeDeviceId = xml.ReadWord(); break;
                case "wrapuptimer": wrapUpTimer = xml.ReadNumber(); break;
                case "mobileagent": mobileAgent = ReadMobileAgent(ref xml); break;
                case "settings": settings = ReadSettings(ref xml); break;
                case "roles": roles = xml.ReadWords("role"); break;
                case "teams": teams = ReadTeams(ref xml); break;
                case "uri": uri = xml.ReadWord(); break;
                default: xml.Skip(); break;
            }
        }
        return new FinesseUser
        {
            LoginId = loginId ?? FinesseValues.IdOf(uri) ?? "",
            LoginName = loginName,
            FirstName = firstName,
            LastName = lastName,
            State = state ?? "",
            PendingState = pendingState,
            StateChangeTime = stateChangeTime,
            ReasonCodeId = reasonCodeId,
            ReasonCode = reasonCode,
            Extension = extension,
            TeamId = teamId,
            TeamName = teamName,
            Roles = roles,
            Teams = teams,
            MobileAgent = mobileAgent,
            Settings = settings,
            WrapUpTimerSeconds = wrapUpTimer,
            MediaType = mediaType,
            MediaState = mediaState,
            SkillTargetId = skillTargetId,
            ActiveDeviceId = activeDeviceId,
            Uri = uri,
        };
    }

    private static FinesseMobileAgent? ReadMobileAgent(ref XmlCursor xml)
    {
        string? mode = null, dialNumber = null;
        while (xml.NextChild())
        {
            switch (xml.Name)
            {
                case "mode": mode = xml.ReadWord(); break;
                case "dialnumber": dialNumber = xml.ReadWord(); break;
                default: xml.Skip(); break;
            }
        }
        return (mode ?? dialNumber) is null ? null : new(mode, dialNumber);
    }

    private static FinesseUserSettings? ReadSettings(ref XmlCursor xml)
    {
        string? incoming = null, outgoing = null, deviceSelection = null;
        while (xml.NextChild())
        {
            switch (xml.Name)
            {
                case "wrapuponincoming": incoming = xml.ReadWord(); break;
                case "wrapuponoutgoing": outgoing = xml.ReadWord(); break;
                case "deviceselection": deviceSelection = xml.ReadWord(); break;
                default: xml.Skip(); break;
            }
        }
        return (incoming ?? outgoing ?? deviceSelection) is null ? null : new(incoming, outgoing, deviceSelection);
    }

    private static ValueList<FinesseTeam> ReadTeams(ref XmlCursor xml)
    {
        List<FinesseTeam>? teams = null;
        while (xml.NextChild())
        {
            string? id = null, name = null, uri = null;
            while (xml.NextChild())
            {
                switch (xml.Name)
                {
                    case "id": id = xml.ReadWord(); break;
                    case "name": name = xml.ReadOptionalText(); break;
                    case "uri": uri = xml.ReadWord(); break;
                    default: xml.Skip(); break;
                }
            }
            id ??= FinesseValues.IdOf(uri);
            if ((id ?? name) is not null)
                (teams ??= []).Add(new(id, name));
        }
        return teams is null ? [] : teams.ToValueList();
    }
}
