// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAbstractButton;
class QAction;
class QVBoxLayout;

namespace fulcrum::shell {

/// The column of pages on the left: an icon over a word each, the current one marked.
class PageRail : public QWidget
{
    Q_OBJECT

public:
    explicit PageRail(QWidget* parent = nullptr);
    /// Adds a button for a checkable action; `bottom` puts it at the lower end.
    void addPage(QAction* action, const QString& shortText, bool bottom = false);
    QSize sizeHint() const override { return {80, 400}; }
    QSize minimumSizeHint() const override; ///< with buttons as low as they get

private:
    void fitButtons();
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    QList<QAbstractButton*> m_buttons;
    QVBoxLayout* m_top;
    QVBoxLayout* m_bottom;
};

} // namespace fulcrum::shell
