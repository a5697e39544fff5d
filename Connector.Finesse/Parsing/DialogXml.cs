using Connector.Finesse.Model;

namespace Connector.Finesse.Parsing;

/// <summary>Reads dialogs, from a REST answer or a notification alike.</summary>
internal static class DialogXml
{
    /// <summary>Reads the <c>dialogs</c> element that was just entered.</summary>
    internal static ValueList<FinesseDialog> ReadAll(ref XmlCursor xml)
    {
        List<FinesseDialog>? dialogs = null;
        while (xml.NextChild())
        {
            if (xml.Name is "dialog")
                (dialogs ??= []).Add(Read(ref xml));
            else
                xml.Skip();
        }
        return dialogs is null ? [] : dialogs.ToValueList();
    }

    /// <summary>Reads the <c>dialog</c> element that was just entered.</summary>
    internal static FinesseDialog Read(ref XmlCursor xml)
    {
        string? id = null, state = null, mediaType = null, from = null, to = null, associated = null, secondaryId = null, uri = null;
        var media = new Media();
        ValueList<FinesseParticipant> participants = [];
        ScheduledCallback? callback = null;
        while (xml.NextChild())
        {
            switch (xml.Name)
            {
                case "id": id = xml.ReadWord(); break;
                case "state": state = xml.ReadWord(); break;
                case "mediatype": mediaType = xml.ReadWord(); break;
                case "fromaddress": from = xml.ReadWord(); break;
                case "toaddress": to = xml.ReadWord(); break;
                case "associateddialoguri": associated = xml.ReadWord(); break;
                case "secondaryid": secondaryId = xml.ReadWord(); break;
                case "uri": uri = xml.ReadWord(); break;
                case "mediaproperties": ReadMedia(ref xml, ref media); break;
                case "participants": participants = ReadParticipants(ref xml); break;
                case "scheduledcallbackinfo": callback = ReadCallback(ref xml); break;
                default: xml.Skip(); break;
            }
        }
        return new FinesseDialog
        {
            Id = id ?? FinesseValues.IdOf(uri) ?? "",
            State = state ?? "",
            MediaType = mediaType,
            FromAddress = from,
            ToAddress = to,
            CallType = media.CallType,
            DialedNumber = media.DialedNumber,
            Dnis = media.Dnis,
            QueueNumber = media.QueueNumber,
            QueueName = media.QueueName,
            AssociatedDialogId = FinesseValues.IdOf(associated),
            SecondaryId = secondaryId,
            WrapUpReason = media.WrapUpReason,
            WrapUpItems = media.WrapUpItems ?? [],
            OutboundClassification = media.OutboundClassification,
            MediaId = media.MediaId,
            CallKeyCallId = media.CallKeyCallId,
            CallKeySequenceNumber = media.CallKeySequenceNumber,
            CallKeyPrefix = media.CallKeyPrefix,
            CallVariables = media.CallVariables ?? [],
            Participants = participants,
            ScheduledCallback = callback,
            Uri = uri,
        };
    }

    private static void ReadMedia(ref XmlCursor xml, ref Media media)
    {
        while (xml.NextChild())
        {
            switch (xml.Name)
            {
                case "calltype": media.CallType = xml.ReadWord(); break;
                case "dialednumber": media.DialedNumber = xml.ReadWord(); break;
                case "dnis": media.Dnis = xml.ReadWord(); break;
                case "queuenumber": media.QueueNumber = xml.ReadWord(); break;
                case "queuename": media.QueueName = xml.ReadOptionalText(); break;
                case "wrapupreason": media.WrapUpReason = xml.ReadOptionalText(); break;
                case "wrapupitems": media.WrapUpItems = ReadWrapUpItems(ref xml); break;
                case "outboundclassification": media.OutboundClassification = xml.ReadWord(); break;
                case "mediaid": media.MediaId = xml.ReadWord(); break;
                case "callkeycallid": media.CallKeyCallId = xml.ReadWord(); break;
                case "callkeysequencenum": media.CallKeySequenceNumber = xml.ReadWord(); break;
                case "callkeyprefix": media.CallKeyPrefix = xml.ReadWord(); break;
                case "callvariables": media.CallVariables = ReadCallVariables(ref xml); break;
                default: xml.Skip(); break;
            }
        }
    }

    private static ValueList<string> ReadWrapUpItems(ref XmlCursor xml)
    {
        List<string>? texts = null;
        while (xml.NextChild())
        {
            if (xml.Name is not "wrapupitem")
                xml.Skip();
            else if (xml.ReadOptionalText() is { } text)
                (texts ??= []).Add(text);
        }
        return texts is null ? [] : texts.ToValueList();
    }

    private static ValueList<CallVariable> ReadCallVariables(ref XmlCursor xml)
    {
        List<CallVariable>? variables = null;
        while (xml.NextChild())
        {
            string? name = null, value = null;
            while (xml.NextChild())
            {
                switch (xml.Name)
                {
                    case "name": name = xml.ReadWord(); break;
                    case "value": value = xml.ReadOptionalText(); break;
                    default: xml.Skip(); break;
                }
            }
            if (name is not null)
                (variables ??= new(10)).Add(new(name, value ?? ""));
        }
        return variables is null ? [] : variables.ToValueList();
    }

    private static ValueList<FinesseParticipant> ReadParticipants(ref XmlCursor xml)
    {
        List<FinesseParticipant>? participants = null;
        while (xml.NextChild())
        {
            if (xml.Name is "participant")
                (participants ??= new(2)).Add(ReadParticipant(ref xml));
            else
                xml.Skip();
        }
        return participants is null ? [] : participants.ToValueList();
    }

    private static FinesseParticipant ReadParticipant(ref XmlCursor xml)
    {
        string? address = null, addressType = null, state = null, cause = null;
        DateTimeOffset? start = null, change = null;
        ValueList<string> actions = [];
        while (xml.NextChild())
        {
            switch (xml.Name)
            {
                case "mediaaddress": address = xml.ReadWord(); break;
                case "mediaaddresstype": addressType = xml.ReadWord(); break;
                case "state": state = xml.ReadWord(); break;
                case "statecause": cause = xml.ReadWord(); break;
                case "starttime": start = xml.ReadTime(); break;
                case "statechangetime": change = xml.ReadTime(); break;
                case "actions": actions = xml.ReadWords("action"); break;
                default: xml.Skip(); break;
            }
        }
        return new(address ?? "", addressType, state ?? "", cause, start, change, actions);
    }

    private static ScheduledCallback? ReadCallback(ref XmlCursor xml)
    {
        string? time = null, number = null;
        while (xml.NextChild())
        {
            switch (xml.Name)
            {
                case "callbacktime": time = xml.ReadWord(); break;
                case "callbacknumber": number = xml.ReadWord(); break;
                default: xml.Skip(); break;
            }
        }
        return (time ?? number) is null ? null : new(time, number);
    }

    /// <summary>What <c>mediaProperties</c> holds, on its way into the dialog.</summary>
    private struct Media
    {
        internal string? CallType;
        internal string? DialedNumber;
        internal string? Dnis;
        internal string? QueueNumber;
        internal string? QueueName;
        internal string? WrapUpReason;
        internal ValueList<string>? WrapUpItems;
        internal string? OutboundClassification;
        internal string? MediaId;
        internal string? CallKeyCallId;
        internal string? CallKeySequenceNumber;
        internal string? CallKeyPrefix;
        internal ValueList<CallVariable>? CallVariables;
    }
}
