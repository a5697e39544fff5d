using Connector.Finesse.Model;

namespace Connector.Finesse.Parsing;

/// <summary>Reads errors: <c>ApiErrors/ApiError/ErrorType</c> of REST and <c>apiErrors/apiError/errorType</c> of XMPP.</summary>
internal static class ErrorXml
{
    /// <summary>Reads the <c>apiErrors</c> element that was just entered.</summary>
    internal static ValueList<FinesseError> ReadAll(ref XmlCursor xml)
    {
        List<FinesseError>? errors = null;
        while (xml.NextChild())
        {
            if (xml.Name is "apierror")
                (errors ??= []).Add(Read(ref xml));
            else
                xml.Skip();
        }
        return errors is null ? [] : errors.ToValueList();
    }

    private static FinesseError Read(ref XmlCursor xml)
    {
        string? type = null, message = null, data = null, peripheralCode = null, peripheralMessage = null, peripheralText = null;
        while (xml.NextChild())
        {
            switch (xml.Name)
            {
                case "errortype": type = xml.ReadWord(); break;
                case "errormessage": message = xml.ReadOptionalText(); break;
                case "errordata": data = xml.ReadOptionalText(); break;
                case "peripheralerrorcode": peripheralCode = xml.ReadWord(); break;
                case "peripheralerrormsg": peripheralMessage = xml.ReadOptionalText(); break;
                case "peripheralerrortext": peripheralText = xml.ReadOptionalText(); break;
                default: xml.Skip(); break;
            }
        }
        return new(type, message, data, peripheralCode, peripheralMessage, peripheralText);
    }
}
