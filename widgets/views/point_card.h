// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <functional>

namespace fulcrum::views {

/// What a point of a chart is made of, beside it: where the number comes from, and the way to the queries behind it. Closes by itself
/// when something else is clicked, or with Esc.
class PointCard : public QFrame
{
    Q_OBJECT

public:
    struct Content
    {
        QString title; ///< "Lever-LM, 4 shots"
        QString value; ///< "345.7 [331.2, 358.9]"
        QStringList lines; ///< run, seeds, queries, method
        QString action;    ///< "Show queries"; empty = there is no way on
        std::function<void()> run;
    };
    explicit PointCard(const Content& content, QWidget* parent = nullptr);
    /// Shows it beside this place of the screen; it deletes itself when it is closed.
    void showAt(const QPoint& global);
};

} // namespace fulcrum::views
