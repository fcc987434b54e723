// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QScrollArea>

class QCheckBox;
class QLabel;

namespace fulcrum::views {

/// The first things to do with Fulcrum, ticked as they are done; each has a button that leads there.
class GettingStarted : public QScrollArea
{
    Q_OBJECT

public:
    enum class Step { LookAtQuery, Compare, SwapIcd, BuildDm, Train, ExportChart };
    static constexpr int kSteps = 6;

    explicit GettingStarted(QWidget* parent = nullptr);

    /// Names as in the settings ("look", "compare", ...); what is not known is passed over.
    void setDone(const QStringList& names);
    QStringList done() const;
    bool isDone(Step step) const;
    void finish(Step step);

Q_SIGNALS:
    void wanted(fulcrum::views::GettingStarted::Step step); ///< "Show me"
    void changed();

private:
    void update();

    QMap<Step, QCheckBox*> m_boxes;
    QLabel* m_count;
};

} // namespace fulcrum::views
