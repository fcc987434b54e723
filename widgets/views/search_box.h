// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>
#include <QPointer>

class QLabel;
class QListWidget;

namespace fulcrum::bridge {
class JobMonitor;
class SampleBrowser;
}

namespace fulcrum::views {

/// The browser's filter as text. Completes names of fields and their values; below the box it says what it cannot understand,
/// and where.
class SearchBox : public QLineEdit
{
    Q_OBJECT

public:
    SearchBox(bridge::SampleBrowser* browser, bridge::JobMonitor* monitor, QWidget* parent = nullptr);

    /// What it says is wrong; empty when nothing is.
    QString problemText() const;
    QListWidget* completions() const { return m_list; }

Q_SIGNALS:
    void typed();   ///< a person has changed the text
    void entered(); ///< Return, or Down towards what was found

private:
    void follow();
    void offer();
    void accept();
    void showProblems();
    void place(QWidget* widget) const;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

    bridge::SampleBrowser* m_browser;
    bridge::JobMonitor* m_monitor;
    QListWidget* m_list;
    QLabel* m_problem;
    int m_begin = 0, m_length = 0; ///< what a completion replaces
};

} // namespace fulcrum::views
