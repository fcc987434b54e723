// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <functional>
#include <limits>
#include <nlohmann/json.hpp>
#include <span>

namespace fulcrum::jobs {

enum class FieldType {
    Boolean,
    Integer,
    Number,
    Text,
    Choice,      ///< text, one of `choices`
    IntegerList, ///< every value in [minimum, maximum]
    TextList,    ///< every value one of `choices` when there are any
    RunList      ///< ids of runs in the project
};

/// One field of a job's spec. The window's forms, the command line's flags and the check of a spec file all come from
/// this table, so that they cannot disagree.
struct Field
{
    std::string name; ///< snake_case key in the JSON; the flag is "--" with '-' for '_'
    FieldType type = FieldType::Text;
    nlohmann::json defaultValue; ///< null = required
    std::string description;
    double minimum = std::numeric_limits<double>::lowest();
    double maximum = std::numeric_limits<double>::max();
    std::vector<std::string> choices = {};
    std::size_t maxLength = 4096; ///< bytes of a text, items of a list
    bool advanced = false;        ///< the form hides it at first
    bool affectsResult = true;    ///< false: left out of the spec's hash (name, device, threads)
    bool later = false;           ///< came when runs were stored already: at its default it is left out of the hash, which stays theirs
    bool folder = false;          ///< a text that names a folder: in a spec relative to the project, on a command line to the
                                  ///< current folder; the job's `complete` makes it Project::stored

    // Builders, so that a table reads like a table.
    static Field boolean(std::string name, bool value, std::string description);
    static Field integer(std::string name, std::int64_t value, double min, double max, std::string description);
    static Field number(std::string name, double value, double min, double max, std::string description);
    static Field text(std::string name, std::string value, std::string description);
    static Field choice(
        std::string name, std::string value, std::vector<std::string> choices, std::string description);
    static Field integers(
        std::string name, std::vector<std::int64_t> value, double min, double max, std::string description);
    static Field texts(std::string name, std::vector<std::string> value, std::vector<std::string> choices,
        std::string description);
    static Field runs(std::string name, std::string description); ///< required
    Field&& asAdvanced() && { advanced = true; return std::move(*this); }
    Field&& asLater() && { later = true; return std::move(*this); }
    Field&& asFolder() && { folder = true; return std::move(*this); }
    Field&& asIrrelevant() && { affectsResult = false; return std::move(*this); }
    Field&& asRequired() && { defaultValue = nullptr; return std::move(*this); }
};

/// name, seed, device, threads: the fields that every job has (UX.md 5.17), to start a table with.
std::vector<Field> commonFields();

/// failed_share: how many of a job's units may fail (JobContext::failUnit). `what` names them ("anchors").
Field failedShareField(const std::string& what);

/// dtype: numbers of an LVLM's weights; activations of a GPU have the same, those of the CPU are float32.
Field dtypeField();

/// A checked spec: every field of the table is there with a value in range.
struct JobSpec
{
    std::string kind;
    nlohmann::json values = nlohmann::json::object();

    bool flag(const char* name) const { return values.at(name).get<bool>(); }
    std::int64_t integer(const char* name) const { return values.at(name).get<std::int64_t>(); }
    double number(const char* name) const { return values.at(name).get<double>(); }
    std::string text(const char* name) const { return values.at(name).get<std::string>(); }
    std::vector<std::int64_t> integers(const char* name) const { return values.at(name).get<std::vector<std::int64_t>>(); }
    std::vector<std::string> texts(const char* name) const { return values.at(name).get<std::vector<std::string>>(); }
};

/// Checks a JSON object against a table and fills in defaults. Usage or OutOfRange errors name the field, its value and what
/// is allowed; an unknown field is an error that suggests the nearest name.
Result<nlohmann::json> checkFields(std::span<const Field> fields, const nlohmann::json& given);
/// One value; what a form calls while a person types.
Result<void> checkValue(const Field& field, const nlohmann::json& value);
/// SHA-256 of kind and values in key order, without the fields that do not affect the result.
std::string specHash(const JobSpec& spec, std::span<const Field> fields);

} // namespace fulcrum::jobs
