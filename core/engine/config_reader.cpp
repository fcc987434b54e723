// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/config_reader.h"

#include "core/base/error_exception.h"

#include <fmt/format.h>

namespace fulcrum::engine {

ConfigReader ConfigReader::open(const Path& file)
{
    const std::string text = orThrow(readFile(file, 16ULL << 20));
    nlohmann::json parsed = nlohmann::json::parse(text, nullptr, false);
    if (!parsed.is_object())
        throw ErrorException(ErrorCode::Malformed, "cannot read the model's configuration", file.string(),
            "it is not a JSON object");
    return ConfigReader(std::move(parsed), file.string());
}

ConfigReader::ConfigReader(nlohmann::json object, std::string where)
    : m_object(std::move(object)), m_where(std::move(where))
{
}

const nlohmann::json* ConfigReader::find(const std::string& key) const
{
    const auto found = m_object.find(key);
    return found == m_object.end() || found->is_null() ? nullptr : &*found;
}

bool ConfigReader::has(const std::string& key) const { return find(key) != nullptr; }

ConfigReader ConfigReader::object(const std::string& key) const
{
    const nlohmann::json* value = find(key);
    if (!value)
        return ConfigReader(nlohmann::json::object(), m_where);
    if (!value->is_object())
        refuse(key, "it is not an object");
    return ConfigReader(*value, m_where);
}

std::int64_t ConfigReader::integer(const std::string& key, std::int64_t low, std::int64_t high) const
{
    if (!has(key))
        refuse(key, "it is missing");
    return integer(key, low, high, low);
}

std::int64_t ConfigReader::integer(
    const std::string& key, std::int64_t low, std::int64_t high, std::int64_t absent) const
{
    const nlohmann::json* value = find(key);
    if (!value)
        return absent;
    const bool tooLarge = value->is_number_unsigned()
        && value->get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (!value->is_number_integer() || tooLarge)
        refuse(key, "it is not an integer");
    const auto number = value->get<std::int64_t>();
    if (number < low || number > high)
        refuse(key, fmt::format("{} is outside {}..{}", number, low, high));
    return number;
}

double ConfigReader::number(const std::string& key, double low, double high, double absent) const
{
    const nlohmann::json* value = find(key);
    if (!value)
        return absent;
    if (!value->is_number())
        refuse(key, "it is not a number");
    const double number = value->get<double>();
    if (!(number >= low && number <= high))
        refuse(key, fmt::format("{} is outside {}..{}", number, low, high));
    return number;
}

bool ConfigReader::boolean(const std::string& key, bool absent) const
{
    const nlohmann::json* value = find(key);
    if (!value)
        return absent;
    if (!value->is_boolean())
        refuse(key, "it is not true or false");
    return value->get<bool>();
}

std::string ConfigReader::text(const std::string& key, const std::string& absent) const
{
    const nlohmann::json* value = find(key);
    if (!value)
        return absent;
    if (!value->is_string())
        refuse(key, "it is not a text");
    return value->get<std::string>();
}

void ConfigReader::refuse(const std::string& key, const std::string& why) const
{
    throw ErrorException(ErrorCode::Malformed, "cannot use the model's configuration", m_where, "'" + key + "': " + why);
}

} // namespace fulcrum::engine
