using Connector.Contracts;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.EndToEnd;

/// <summary>The lists of Finesse's configuration, from the bus to Finesse and back.</summary>
[Collection(SharedSystemCollection.Name)]
public sealed class ListRequestTests(SharedSystem shared, ITestOutputHelper output) : LiveTest(shared, output)
{
    private const string Agent = "1036";

    [Fact]
    public async Task Reasons_and_phone_books_are_reported()
    {
        var last = await SignInAsync(Agent);

        var (id, reasons) = await Client.AskAsync<GetReasonCodes, ReasonCodesReport>(
            new GetReasonCodes { AgentId = Agent, Category = ReasonCodeCategory.Logout });
        (reasons.RequestId, reasons.Category, reasons.AgentId).ShouldBe((RequestIds.Of(id), ReasonCodeCategory.Logout, Agent));
        reasons.Sequence.ShouldBeGreaterThanOrEqualTo(last);
        var (_, wrapUp) = await Client.AskAsync<GetWrapUpReasons, WrapUpReasonsReport>(new GetWrapUpReasons { AgentId = Agent });
        wrapUp.WrapUpReasons.Select(reason => reason.Label).ShouldBe(["Sale", "Complaint"]);
        var (_, books) = await Client.AskAsync<GetPhoneBooks, PhoneBooksReport>(new GetPhoneBooks { AgentId = Agent });
        var book = books.PhoneBooks.ShouldHaveSingleItem();
        book.Name.ShouldBe("Everybody");
        var (_, contacts) = await Client.AskAsync<GetPhoneBookContacts, ContactsReport>(
            new GetPhoneBookContacts { AgentId = Agent, PhoneBookId = book.PhoneBookId });
        contacts.PhoneBookId.ShouldBe(book.PhoneBookId);
        contacts.Contacts.ShouldContain(new PhoneBookContact
        {
            FirstName = "Ada",
            LastName = "Berg",
            PhoneNumber = "5551001",
            Description = "Accounts",
        });
        (await Live.Simulator.RequestsAsync()).ShouldContain(request =>
            request.Method == "GET" && request.Path.StartsWith($"/finesse/api/User/{Agent}/ReasonCodes", StringComparison.Ordinal));

        var unknown = await Client.RejectedAsync(new GetPhoneBookContacts { AgentId = Agent, PhoneBookId = "999" });
        (unknown.Code, unknown.HttpStatus).ShouldBe((RejectionCode.InvalidRequest, 404));
        unknown.Message.ShouldContain("PhoneBookId");
    }
}
