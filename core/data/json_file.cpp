// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/json_file.h"

#include <fmt/format.h>

namespace fulcrum::data {
namespace {

constexpr std::int64_t kLargestInteger = std::int64_t{1} << 53; // beyond it JSON numbers are not exact everywhere
constexpr std::size_t kReportEvery = 4096;
constexpr std::string_view kMark = "\xEF\xBB\xBF"; // UTF-8's byte order mark

static_assert(JsonScanner::kPadding >= simdjson::SIMDJSON_PADDING);

} // namespace

Result<std::unique_ptr<JsonFile>> JsonFile::open(const Path& path, const ReadOptions& options)
{
    FULCRUM_TRY(JsonScanner scanner, JsonScanner::open(path, options.sizeLimit));
    auto file = std::make_unique<JsonFile>(path, options, std::move(scanner));
    FULCRUM_CHECK(file->guarded([&]() -> Result<void> {
        const char first = file->m_scanner.peek();
        if (first == '\xFF' || first == '\xFE')
            return fail(file->broken("it is UTF-16, not UTF-8", 0));
        for (std::size_t i = 0; first == kMark.front() && i < kMark.size(); ++i)
            file->m_scanner.expect(kMark[i]);
        if (file->m_scanner.atEnd())
            return fail(file->broken("the file is empty", std::nullopt));
        return {};
    }));
    return file;
}

JsonFile::JsonFile(const Path& path, const ReadOptions& options, JsonScanner scanner)
    : m_path(path), m_name(path.filename().string()), m_options(options), m_scanner(std::move(scanner))
{
}

Error JsonFile::broken(const std::string& why, std::optional<std::uint64_t> byte) const
{
    return {ErrorCode::Malformed, "cannot read the data file",
        byte ? fmt::format("{}: byte {}", m_path.string(), *byte) : m_path.string(), why,
        "is the file complete? download or copy it again"};
}

/// The edge of what throws.
template <class Body>
Result<void> JsonFile::guarded(Body&& body)
{
    try {
        return body();
    } catch (const BrokenJson& wrong) {
        return fail(broken(wrong.what(), wrong.byte()));
    } catch (const simdjson::simdjson_error& wrong) {
        return fail(broken(wrong.what(), m_scanner.valuePosition()));
    }
}

SourceHash JsonFile::hash() { return {m_path, m_scanner.size(), m_scanner.sha256()}; }

Result<void> JsonFile::walk(std::vector<RecordList>& lists,
    const std::vector<std::pair<std::string, std::string*>>& texts, ProblemList& problems)
{
    return guarded([&]() -> Result<void> {
        if (m_scanner.peek() != '{')
            return fail(broken(fmt::format("expected an object at the top, with {}", lists.front().key),
                m_scanner.position()));
        FULCRUM_CHECK(members(lists, texts, problems));
        for (const RecordList& list : lists)
            if (list.required && !list.seen)
                return fail(broken(fmt::format("the list '{}' is missing", list.key), std::nullopt));
        return {};
    });
}

Result<void> JsonFile::members(std::vector<RecordList>& lists,
    const std::vector<std::pair<std::string, std::string*>>& texts, ProblemList& problems)
{
    m_scanner.expect('{');
    for (bool more = !m_scanner.take('}'); more; more = m_scanner.take(',')) {
        if (m_scanner.peek() != '"')
            throw BrokenJson("expected the name of a member", m_scanner.position());
        const std::string_view quoted = m_scanner.value();
        const std::string key(quoted.substr(1, quoted.size() - 2));
        m_scanner.expect(':');
        const auto list = std::find_if(lists.begin(), lists.end(), [&](const auto& one) { return one.key == key; });
        const auto text = std::find_if(texts.begin(), texts.end(), [&](const auto& one) { return one.first == key; });
        if (list != lists.end()) {
            FULCRUM_CHECK(elements(*list, problems));
        } else if (text != texts.end() && m_scanner.peek() == '"') {
            const std::string_view value = m_scanner.value();
            auto document = m_parser.iterate(value.data(), value.size(), value.size() + JsonScanner::kPadding);
            *text->second = std::string_view(document.get_string());
        } else {
            m_scanner.skip();
        }
        if (m_scanner.peek() != ',') {
            m_scanner.expect('}');
            break;
        }
    }
    if (!m_scanner.atEnd())
        throw BrokenJson("there is something after the end of the JSON", m_scanner.position());
    return {};
}

Result<void> JsonFile::walkList(RecordList& list, ProblemList& problems)
{
    return guarded([&]() -> Result<void> {
        if (m_scanner.peek() != '[')
            return fail(broken(fmt::format("expected a list of {}s at the top", list.record), m_scanner.position()));
        FULCRUM_CHECK(elements(list, problems));
        if (!m_scanner.atEnd())
            throw BrokenJson("there is something after the end of the JSON", m_scanner.position());
        return {};
    });
}

Result<void> JsonFile::walkLines(RecordList& list, ProblemList& problems)
{
    return guarded([&]() -> Result<void> {
        m_number = 0;
        while (!m_scanner.atEnd())
            FULCRUM_CHECK(record(list, m_scanner.value(), problems));
        return {};
    });
}

Result<void> JsonFile::elements(RecordList& list, ProblemList& problems)
{
    const std::uint64_t begin = m_scanner.position();
    if (list.seen)
        return fail(broken(fmt::format("the list '{}' is there twice", list.key), begin));
    list.seen = true;
    if (!m_scanner.take('['))
        return fail(broken(fmt::format("'{}' is not a list", list.key), m_scanner.position()));
    m_number = 0;
    if (m_scanner.take(']'))
        return {};
    do {
        FULCRUM_CHECK(record(list, m_scanner.value(), problems));
    } while (m_scanner.take(','));
    m_scanner.expect(']');
    return {};
}

Result<void> JsonFile::record(RecordList& list, std::string_view text, ProblemList& problems)
{
    if (m_number % kReportEvery == 0) {
        if (m_options.stop.stop_requested())
            return fail(ErrorCode::Cancelled, "reading was cancelled", m_path.string());
        if (m_options.progress)
            m_options.progress(
                static_cast<double>(m_scanner.valuePosition()) / static_cast<double>(m_scanner.size()));
    }
    Wrong wrong = taken(list, text);
    if (!wrong.empty())
        problems.add({m_name, fmt::format("{} {}", list.record, m_number), std::move(wrong.what), wrong.kind,
            m_scanner.valuePosition()});
    ++m_number;
    return {};
}

/// Parses one record and hands it on.
Wrong JsonFile::taken(RecordList& list, std::string_view text)
{
    simdjson::ondemand::document document;
    const auto error = m_parser.iterate(text.data(), text.size(), text.size() + JsonScanner::kPadding).get(document);
    if (error == simdjson::UTF8_ERROR)
        throw BrokenJson("it is not valid UTF-8", m_scanner.valuePosition() + firstInvalidUtf8(text));
    if (error != simdjson::SUCCESS)
        throw BrokenJson(simdjson::error_message(error), m_scanner.valuePosition());
    if (text.front() != '{') {
        if (document.type() == simdjson::ondemand::json_type::number)
            static_cast<void>(simdjson::ondemand::number(document.get_number())); // what looks like one may be none
        return "it is not an object";
    }
    try {
        JsonObject object = document.get_object();
        return list.take(object, m_scanner.valuePosition());
    } catch (const simdjson::simdjson_error& wrong) {
        const char* at = nullptr;
        const bool known = document.current_location().get(at) == simdjson::SUCCESS && at >= text.data()
            && at <= text.data() + text.size();
        throw BrokenJson(
            wrong.what(), m_scanner.valuePosition() + (known ? static_cast<std::uint64_t>(at - text.data()) : 0));
    }
}

bool takeInteger(JsonValue& value, std::int64_t& out)
{
    if (value.type() != simdjson::ondemand::json_type::number)
        return false;
    std::int64_t number = 0;
    if (value.get_int64().get(number) != simdjson::SUCCESS || number < 0 || number > kLargestInteger)
        return false;
    out = number;
    return true;
}

bool takeText(JsonValue& value, std::string& out)
{
    if (value.type() != simdjson::ondemand::json_type::string)
        return false;
    std::string_view text;
    if (value.get_string().get(text) != simdjson::SUCCESS)
        return false;
    out = text;
    return true;
}

bool cleanText(std::string& text)
{
    bool found = false;
    for (char& c : text) {
        if (c == '\0' || c == '\x1f' || c == '\x02' || c == '\x03') {
            c = ' ';
            found = true;
        }
    }
    return found;
}

} // namespace fulcrum::data
