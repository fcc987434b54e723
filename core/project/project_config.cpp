// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/project_config.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fulcrum::project {
namespace {

using nlohmann::json;

json splitJson(const SplitFiles& files)
{
    return {{"captions", files.captions}, {"vqa_questions", files.vqaQuestions},
        {"vqa_annotations", files.vqaAnnotations}, {"images", files.images}, {"vqa_images", files.vqaImages}};
}

/// Reads the members of an object one by one and complains about those that nobody asked for.
class Members
{
public:
    Members(const json& object, std::string where) : m_object(object), m_where(std::move(where)) {}

    template <class T>
    Result<void> take(const char* key, T& out, bool (json::*is)() const noexcept, const char* expected)
    {
        m_known.emplace_back(key);
        const auto found = m_object.find(key);
        if (found == m_object.end())
            return {};
        if (!((*found).*is)())
            return fail(ErrorCode::Malformed, "cannot use the project's configuration", m_where + key,
                fmt::format("expected {}", expected));
        out = found->template get<T>();
        return {};
    }
    Result<void> text(const char* key, std::string& out) { return take(key, out, &json::is_string, "a text"); }
    const json* object(const char* key)
    {
        m_known.emplace_back(key);
        const auto found = m_object.find(key);
        return found == m_object.end() ? nullptr : &*found;
    }
    Result<void> nothingElse() const
    {
        for (const auto& [key, value] : m_object.items())
            if (std::find(m_known.begin(), m_known.end(), key) == m_known.end())
                return fail(ErrorCode::Malformed, "cannot use the project's configuration", m_where + key,
                    "there is no such member");
        return {};
    }

private:
    const json& m_object;
    std::string m_where;
    std::vector<std::string> m_known;
};

Result<void> takeSplit(const json* object, const char* name, SplitFiles& files, bool lenient)
{
    if (!object)
        return {};
    if (!object->is_object())
        return fail(
            ErrorCode::Malformed, "cannot use the project's configuration", name, "expected an object");
    Members members(*object, std::string(name) + ".");
    FULCRUM_CHECK(members.text("captions", files.captions));
    FULCRUM_CHECK(members.text("vqa_questions", files.vqaQuestions));
    FULCRUM_CHECK(members.text("vqa_annotations", files.vqaAnnotations));
    FULCRUM_CHECK(members.text("images", files.images));
    FULCRUM_CHECK(members.text("vqa_images", files.vqaImages));
    return lenient ? Result<void>{} : members.nothingElse();
}

} // namespace

std::vector<data::Task> ProjectConfig::tasks() const
{
    std::vector<data::Task> found;
    if (!train.captions.empty() && !validation.captions.empty())
        found.push_back(data::Task::Caption);
    if (!train.vqaQuestions.empty() && !validation.vqaQuestions.empty())
        found.push_back(data::Task::Vqa);
    return found;
}

json toJson(const ProjectConfig& config)
{
    return {{"name", config.name}, {"train", splitJson(config.train)}, {"validation", splitJson(config.validation)},
        {"encoder", config.encoder}, {"lvlm", config.lvlm}, {"synthetic", config.synthetic}};
}

Result<ProjectConfig> configFromJson(const json& object, bool lenient)
{
    if (!object.is_object())
        return fail(ErrorCode::Malformed, "cannot use the project's configuration", {}, "expected an object");
    ProjectConfig config;
    Members members(object, "");
    FULCRUM_CHECK(members.text("name", config.name));
    FULCRUM_CHECK(members.text("encoder", config.encoder));
    FULCRUM_CHECK(members.text("lvlm", config.lvlm));
    FULCRUM_CHECK(members.take("synthetic", config.synthetic, &json::is_boolean, "true or false"));
    FULCRUM_CHECK(takeSplit(members.object("train"), "train", config.train, lenient));
    FULCRUM_CHECK(takeSplit(members.object("validation"), "validation", config.validation, lenient));
    if (!lenient)
        FULCRUM_CHECK(members.nothingElse());
    return config;
}

} // namespace fulcrum::project
