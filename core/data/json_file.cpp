// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/json_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fulcrum::data {
namespace {

constexpr std::int64_t kLargestInteger = std::int64_t{1} << 53; // beyond it JSON numbers are not exact everywhere
constexpr std::size_t kReportEvery = 4096;

Error readError(const Path& path, const std::string& why, ErrorCode code = ErrorCode::Io)
{
    return {code, "cannot read the data file", path.string(), why, {}};
}

Result<simdjson::padded_string> readPadded(const Path& path, std::uint64_t limit)
{
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); // a pipe must not make us wait
    if (fd < 0)
        return fail(readError(path, std::strerror(errno), errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Io));
    const std::unique_ptr<const int, void (*)(const int*)> closer(&fd, [](const int* open) { ::close(*open); });
    struct stat status{};
    if (::fstat(fd, &status) != 0)
        return fail(readError(path, std::strerror(errno)));
    if (!S_ISREG(status.st_mode))
        return fail(readError(path, "it is not a regular file", ErrorCode::Malformed));
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (size > limit)
        return fail(readError(
            path, fmt::format("it has {} bytes, more than the limit of {}", size, limit), ErrorCode::Malformed));
    simdjson::padded_string text(size);
    std::size_t done = 0;
    while (done < size) {
        const ssize_t got = ::read(fd, text.data() + done, size - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return fail(readError(path, got < 0 ? std::strerror(errno) : "it became shorter while being read"));
        done += static_cast<std::size_t>(got);
    }
    return text;
}

} // namespace

Result<std::unique_ptr<JsonFile>> JsonFile::open(const Path& path, std::uint64_t sizeLimit)
{
    auto file = std::make_unique<JsonFile>();
    file->m_path = path;
    file->m_name = path.filename().string();
    FULCRUM_TRY(file->m_text, readPadded(path, std::min<std::uint64_t>(sizeLimit, 0xFFFF'0000ULL)));
    const std::string_view text(file->m_text.data(), file->m_text.size());
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
        return fail(file->broken("it is UTF-16, not UTF-8", 0));
    if (text.starts_with("\xEF\xBB\xBF"))
        file->m_begin = 3;
    if (text.find_first_not_of(" \t\r\n", file->m_begin) == std::string_view::npos)
        return fail(file->broken("the file is empty", std::nullopt));
    return file;
}

Error JsonFile::broken(const std::string& why, std::optional<std::uint64_t> byte) const
{
    return {ErrorCode::Malformed, "cannot read the data file",
        byte ? fmt::format("{}: byte {}", m_path.string(), *byte) : m_path.string(), why,
        "is the file complete? download or copy it again"};
}

std::optional<std::uint64_t> JsonFile::position()
{
    const char* at = nullptr;
    if (m_document.current_location().get(at) != simdjson::SUCCESS || at < m_text.data()
        || at > m_text.data() + m_text.size())
        return std::nullopt;
    return static_cast<std::uint64_t>(at - m_text.data());
}

Result<void> JsonFile::walk(std::vector<RecordList>& lists,
    const std::vector<std::pair<std::string, std::string*>>& texts, const ReadOptions& options, ProblemList& problems)
{
    const std::size_t length = m_text.size() - m_begin;
    const simdjson::padded_string_view view(m_text.data() + m_begin, length, length + simdjson::SIMDJSON_PADDING);
    if (const auto error = m_parser.iterate(view).get(m_document); error != simdjson::SUCCESS) {
        const std::size_t invalid = firstInvalidUtf8({m_text.data(), m_text.size()});
        if (error == simdjson::UTF8_ERROR && invalid != std::string_view::npos)
            return fail(broken("it is not valid UTF-8", invalid));
        return fail(broken(simdjson::error_message(error), std::nullopt));
    }
    try {
        if (m_document.type() != simdjson::ondemand::json_type::object)
            return fail(broken("expected an object at the top, with " + std::string(lists.front().key), m_begin));
        JsonObject top = m_document.get_object();
        for (auto field : top) {
            const std::string key(std::string_view(field.unescaped_key()));
            JsonValue value = field.value();
            for (RecordList& list : lists)
                if (key == list.key)
                    FULCRUM_CHECK(walkList(list, value, options, problems));
            for (const auto& [name, target] : texts)
                if (key == name)
                    takeText(value, *target);
        }
        // Behind the last token there is no location any more.
        const char* behind = nullptr;
        if (m_document.current_location().get(behind) == simdjson::SUCCESS)
            return fail(broken("there is something after the end of the JSON", position()));
    } catch (const simdjson::simdjson_error& error) {
        return fail(broken(error.what(), position()));
    }
    for (const RecordList& list : lists)
        if (!list.seen)
            return fail(broken(fmt::format("the list '{}' is missing", list.key), std::nullopt));
    return {};
}

Result<void> JsonFile::walkList(
    RecordList& list, JsonValue value, const ReadOptions& options, ProblemList& problems)
{
    if (list.seen)
        return fail(broken(fmt::format("the list '{}' is there twice", list.key), position()));
    list.seen = true;
    if (value.type() != simdjson::ondemand::json_type::array)
        return fail(broken(fmt::format("'{}' is not a list", list.key), position()));
    std::size_t number = 0;
    for (auto element : value.get_array()) {
        JsonValue item = element.value();
        if (number % kReportEvery == 0) {
            if (options.stop.stop_requested())
                return fail(ErrorCode::Cancelled, "reading was cancelled", m_path.string());
            if (options.progress)
                options.progress(
                    static_cast<double>(position().value_or(0)) / static_cast<double>(m_text.size()));
        }
        std::string wrong = "it is not an object";
        if (item.type() == simdjson::ondemand::json_type::object) {
            JsonObject object = item.get_object();
            wrong = list.take(object);
        }
        if (!wrong.empty())
            problems.add({m_name, fmt::format("{} {}", list.record, number), wrong});
        ++number;
    }
    return {};
}

bool takeInteger(JsonValue value, std::int64_t& out)
{
    if (value.type() != simdjson::ondemand::json_type::number)
        return false;
    std::int64_t number = 0;
    if (value.get_int64().get(number) != simdjson::SUCCESS || number < 0 || number > kLargestInteger)
        return false;
    out = number;
    return true;
}

bool takeText(JsonValue value, std::string& out)
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
