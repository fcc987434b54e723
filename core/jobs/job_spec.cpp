// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/job_spec.h"

#include "core/base/file.h"
#include "core/base/nearest_name.h"

#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace fulcrum::jobs {
namespace {

using nlohmann::json;

constexpr double kLargestSeed = 2147483647; // UX.md 5.17
constexpr std::size_t kLongestShown = 80;

std::string shown(const json& value)
{
    std::string text = value.dump(-1, ' ', true, json::error_handler_t::replace);
    if (text.size() > kLongestShown)
        text = text.substr(0, kLongestShown) + "...";
    return text;
}

tl::unexpected<Error> refused(
    ErrorCode code, const Field& field, const json& value, const std::string& allowed)
{
    return fail(code, "the job's settings cannot be used", fmt::format("field '{}'", field.name),
        fmt::format("{} is not {}", shown(value), allowed));
}

std::string rangeText(const Field& field)
{
    const bool low = field.minimum > std::numeric_limits<double>::lowest();
    const bool high = field.maximum < std::numeric_limits<double>::max();
    if (low && high)
        return fmt::format(" from {} to {}", field.minimum, field.maximum);
    return low ? fmt::format(" of at least {}", field.minimum)
               : high ? fmt::format(" of at most {}", field.maximum) : std::string();
}

Result<void> checkNumber(const Field& field, const json& value, bool whole)
{
    const char* kind = whole ? "a whole number" : "a number";
    if (!value.is_number() || (whole && !value.is_number_integer()))
        return refused(ErrorCode::Usage, field, value, kind + rangeText(field));
    const double number = value.get<double>();
    if (!std::isfinite(number) || number < field.minimum || number > field.maximum)
        return refused(ErrorCode::OutOfRange, field, value, kind + rangeText(field));
    return {};
}

Result<void> checkText(const Field& field, const json& value, bool chosen)
{
    if (!value.is_string())
        return refused(ErrorCode::Usage, field, value, "a text");
    const auto& text = value.get_ref<const std::string&>();
    if (text.size() > field.maxLength)
        return refused(ErrorCode::OutOfRange, field, value, fmt::format("at most {} bytes long", field.maxLength));
    if (text.find('\0') != std::string::npos)
        return refused(ErrorCode::Usage, field, value, "free of NUL characters");
    if (chosen && std::find(field.choices.begin(), field.choices.end(), text) == field.choices.end())
        return refused(ErrorCode::Usage, field, value, fmt::format("one of {}", fmt::join(field.choices, ", ")));
    return {};
}

template <class CheckItem>
Result<void> checkList(const Field& field, const json& value, CheckItem&& checkItem)
{
    if (!value.is_array())
        return refused(ErrorCode::Usage, field, value, "a list");
    if (value.size() > field.maxLength)
        return refused(ErrorCode::OutOfRange, field, value, fmt::format("a list of at most {}", field.maxLength));
    for (const json& item : value)
        FULCRUM_CHECK(checkItem(item));
    return {};
}

tl::unexpected<Error> unknownField(std::span<const Field> fields, const std::string& given)
{
    std::vector<std::string> names;
    for (const Field& field : fields)
        names.push_back(field.name);
    const std::string nearest = nearestName(names, given);
    return fail(ErrorCode::Usage, "the job's settings cannot be used",
        fmt::format("field '{}'", given.substr(0, kLongestShown)), "there is no such field",
        nearest.empty() ? fmt::format("known are {}", fmt::join(names, ", "))
                        : fmt::format("did you mean '{}'?", nearest));
}

Field make(std::string name, FieldType type, json value, std::string description)
{
    Field field;
    field.name = std::move(name);
    field.type = type;
    field.defaultValue = std::move(value);
    field.description = std::move(description);
    return field;
}

} // namespace

Field Field::boolean(std::string name, bool value, std::string description)
{
    return make(std::move(name), FieldType::Boolean, value, std::move(description));
}

Field Field::integer(std::string name, std::int64_t value, double min, double max, std::string description)
{
    Field field = make(std::move(name), FieldType::Integer, value, std::move(description));
    field.minimum = min;
    field.maximum = max;
    return field;
}

Field Field::number(std::string name, double value, double min, double max, std::string description)
{
    Field field = make(std::move(name), FieldType::Number, value, std::move(description));
    field.minimum = min;
    field.maximum = max;
    return field;
}

Field Field::text(std::string name, std::string value, std::string description)
{
    return make(std::move(name), FieldType::Text, std::move(value), std::move(description));
}

Field Field::choice(
    std::string name, std::string value, std::vector<std::string> choices, std::string description)
{
    Field field = make(std::move(name), FieldType::Choice, std::move(value), std::move(description));
    field.choices = std::move(choices);
    return field;
}

Field Field::integers(
    std::string name, std::vector<std::int64_t> value, double min, double max, std::string description)
{
    Field field = make(std::move(name), FieldType::IntegerList, std::move(value), std::move(description));
    field.minimum = min;
    field.maximum = max;
    return field;
}

Field Field::texts(
    std::string name, std::vector<std::string> value, std::vector<std::string> choices, std::string description)
{
    Field field = make(std::move(name), FieldType::TextList, std::move(value), std::move(description));
    field.choices = std::move(choices);
    return field;
}

Field Field::runs(std::string name, std::string description)
{
    Field field = make(std::move(name), FieldType::RunList, nullptr, std::move(description));
    field.minimum = 1;
    field.maximum = 9e15;
    field.maxLength = 64;
    return field;
}

Field failedShareField(const std::string& what)
{
    return Field::number("failed_share", 0.1, 0, 1,
        fmt::format("Share of the {} that may fail (an image cannot be read, a likelihood is not a number) before the run does", what))
        .asAdvanced().asIrrelevant();
}

Field dtypeField()
{
    return Field::choice("dtype", "float32", {"float32", "bfloat16", "float16"},
        "Numbers of the vision-language model's weights: two bytes need half the memory, and change likelihoods a little").asAdvanced();
}

std::vector<Field> commonFields()
{
    Field name = Field::text("name", "", "name of the run; made from the settings when empty").asIrrelevant();
    name.maxLength = 80;
    return {std::move(name), Field::integer("seed", 42, 0, kLargestSeed, "seed of every random choice"),
        Field::text("device", "auto", "auto, cpu or cuda:N").asIrrelevant(),
        Field::integer("threads", 0, 0, 1024, "CPU threads, 0 = all cores").asIrrelevant()};
}

Result<void> checkValue(const Field& field, const json& value)
{
    switch (field.type) {
    case FieldType::Boolean:
        if (!value.is_boolean())
            return refused(ErrorCode::Usage, field, value, "true or false");
        return {};
    case FieldType::Integer: return checkNumber(field, value, true);
    case FieldType::Number: return checkNumber(field, value, false);
    case FieldType::Text: return checkText(field, value, false);
    case FieldType::Choice: return checkText(field, value, true);
    case FieldType::IntegerList:
    case FieldType::RunList:
        return checkList(field, value, [&](const json& item) { return checkNumber(field, item, true); });
    case FieldType::TextList:
        return checkList(
            field, value, [&](const json& item) { return checkText(field, item, !field.choices.empty()); });
    }
    return fail(ErrorCode::Internal, "unknown field type", field.name);
}

Result<json> checkFields(std::span<const Field> fields, const json& given)
{
    if (!given.is_object())
        return fail(ErrorCode::Usage, "the job's settings cannot be used", {}, "expected a JSON object");
    for (const auto& [key, value] : given.items())
        if (std::none_of(fields.begin(), fields.end(), [&](const Field& field) { return field.name == key; }))
            return unknownField(fields, key);
    json checked = json::object();
    for (const Field& field : fields) {
        const auto found = given.find(field.name);
        const json& value = found == given.end() ? field.defaultValue : *found;
        if (found == given.end() && value.is_null())
            return fail(ErrorCode::Usage, "the job's settings cannot be used",
                fmt::format("field '{}'", field.name), "it is required and has no default", field.description);
        FULCRUM_CHECK(checkValue(field, value));
        // 1 and 1.0 are the same setting and must hash alike.
        checked[field.name] = field.type == FieldType::Number ? json(value.get<double>()) : value;
    }
    return checked;
}

std::string specHash(const JobSpec& spec, std::span<const Field> fields)
{
    json relevant = json::object();
    for (const Field& field : fields)
        if (field.affectsResult && spec.values.contains(field.name) && !(field.later && spec.values[field.name] == field.defaultValue))
            relevant[field.name] = spec.values[field.name];
    return sha256(json{{"kind", spec.kind}, {"values", relevant}}.dump(
        -1, ' ', false, json::error_handler_t::replace));
}

} // namespace fulcrum::jobs
