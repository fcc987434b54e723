// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

#include <cstdint>
#include <nlohmann/json.hpp>

namespace fulcrum::engine {

/// Reads fields of a config.json. A wrong type or a number out of range throws ErrorException naming file and key, so use it
/// inside `guarded`. Ranges keep a hostile file from asking for absurd allocations.
class ConfigReader
{
public:
    /// The JSON object in `file`; throws ErrorException when there is none.
    static ConfigReader open(const Path& file);
    ConfigReader(nlohmann::json object, std::string where);

    bool has(const std::string& key) const;
    /// The nested object `key`; an empty one when it is absent or null.
    ConfigReader object(const std::string& key) const;

    std::int64_t integer(const std::string& key, std::int64_t low, std::int64_t high) const; ///< required
    std::int64_t integer(const std::string& key, std::int64_t low, std::int64_t high, std::int64_t absent) const;
    double number(const std::string& key, double low, double high, double absent) const;
    bool boolean(const std::string& key, bool absent) const;
    std::string text(const std::string& key, const std::string& absent) const;

    const std::string& where() const { return m_where; }
    /// Complains about `key`.
    [[noreturn]] void refuse(const std::string& key, const std::string& why) const;

private:
    const nlohmann::json* find(const std::string& key) const;

    nlohmann::json m_object;
    std::string m_where;
};

} // namespace fulcrum::engine
