// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/demo/scene.h"

#include <optional>
#include <string>

namespace fulcrum::demo {

/// How an annotator writes. Every factor is a choice among a few word lists or forms; they are independent of one another,
/// so that one demonstration seldom reveals all that a query needs (TINY_WORLD.md section 2).
struct Style
{
    int caption = 0;     ///< sentence form of captions, 0..3
    int warm = 0;        ///< words for red, yellow, orange, 0..2
    int cool = 0;        ///< words for green, blue, purple, 0..2
    int plain = 0;       ///< words for circle, square, 0..2
    int pointed = 0;     ///< words for triangle, star, cross, 0..2
    int size = 0;        ///< words for small, large, 0..2
    int number = 0;      ///< words for one, two, three, 0..2
    int truth = 0;       ///< words for yes, no, 0..2
    int phrasing = 0;    ///< preferred form of questions, 0..2
    bool web = false;    ///< captions without content ("stock photo of shapes on wood"); the other factors stay

    bool operator==(const Style&) const = default;
};

inline constexpr int kCaptionForms = 4;
inline constexpr int kWordLists = 3;
inline constexpr int kPhrasings = 3;

enum class QuestionType { Color, Shape, Count, Exists };
inline constexpr int kQuestionTypes = 4;

/// A question about a scene, apart from the words it is asked and answered with.
struct Question
{
    QuestionType type = QuestionType::Count;
    Color color = Color::Red;       ///< asked about (Shape, Exists) or the answer (Color)
    Shape shape = Shape::Circle;    ///< asked about (Color, Exists) or the answer (Shape)
    int count = 0;                  ///< the answer (Count)
    bool truth = false;             ///< the answer (Exists)

    bool operator==(const Question&) const = default;
};

const char* backgroundName(Background background); ///< "paper", "wood", ...

/// The four annotators of the evaluation world. Pre-training never uses exactly these combinations.
const std::array<Style, 4>& sources();
/// The two backgrounds that a source mostly draws from.
std::array<Background, 2> sourceBackgrounds(std::size_t source);

/// Random factors, the first word lists preferred (0.4, 0.3, 0.3); never one of `sources()`. `web` is left false.
Style drawStyle(Rng& rng);

/// Sizes are left out with p 0.4, the background with 0.25, the reading order is shuffled with 0.2.
std::string caption(const Scene& scene, const Style& style, Rng& rng);

/// A question of this type with one right answer, or nothing when the scene allows none.
std::optional<Question> drawQuestion(const Scene& scene, QuestionType type, Rng& rng);
/// Nouns are always from the first word lists, so that a question reveals nothing but its phrasing.
std::string questionText(const Question& question, int phrasing);
std::string answerText(const Question& question, const Style& style);
/// VQAv2's `question_type` (the first words) and `answer_type` ("yes/no", "number", "other").
std::string questionTypeName(const Question& question, int phrasing);
const char* answerTypeName(const Question& question);

/// Every word and mark that captions, questions, answers and prompts are made of, each once.
std::vector<std::string> vocabulary();

} // namespace fulcrum::demo
