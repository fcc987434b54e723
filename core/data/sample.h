// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fulcrum::data {

enum class Task { Caption, Vqa };
enum class Split { Train, Validation };

const char* taskName(Task task);    ///< "caption", "vqa"
const char* splitName(Split split); ///< "train", "val"
std::optional<Task> taskFromName(std::string_view name);
std::optional<Split> splitFromName(std::string_view name);

/// One query or in-context demonstration. For captions a sample is an image with its captions; for VQA a question.
/// `index` is the position in the official code's order (PAPER.md), so that an index means the same sample in both.
struct Sample
{
    std::int64_t index = 0;
    std::int64_t id = 0; ///< COCO image id (captions) or VQAv2 question id
    std::int64_t imageId = 0;
    std::string imageFile; ///< absolute path, or relative to the split's image folder as published
    int width = 0, height = 0;

    std::vector<std::string> captions; ///< file order; the first is the one that an ICD shows (official single_caption)

    std::string question;
    std::string answer;               ///< multiple_choice_answer: the one that an ICD shows
    std::vector<std::string> answers; ///< the ten human answers
    std::string answerType, questionType;
};

/// The text that stands after the image when the sample is an ICD: the first caption, or the answer.
std::string shownAnswer(const Sample& sample, Task task);

} // namespace fulcrum::data
