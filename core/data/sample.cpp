// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/sample.h"

namespace fulcrum::data {

const char* taskName(Task task) { return task == Task::Caption ? "caption" : "vqa"; }
const char* splitName(Split split) { return split == Split::Train ? "train" : "val"; }

std::optional<Task> taskFromName(std::string_view name)
{
    if (name == "caption")
        return Task::Caption;
    if (name == "vqa")
        return Task::Vqa;
    return std::nullopt;
}

std::optional<Split> splitFromName(std::string_view name)
{
    if (name == "train")
        return Split::Train;
    if (name == "val")
        return Split::Validation;
    return std::nullopt;
}

std::string shownAnswer(const Sample& sample, Task task)
{
    if (task == Task::Vqa)
        return sample.answer;
    return sample.captions.empty() ? std::string() : sample.captions.front();
}

} // namespace fulcrum::data
