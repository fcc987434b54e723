// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace fulcrum::bridge {
class ThumbnailProvider;
}

namespace fulcrum::views {

/// One picture, as large as fits, keeping its shape. Says why when it cannot be shown.
class PictureView : public QWidget
{
    Q_OBJECT

public:
    explicit PictureView(bridge::ThumbnailProvider* thumbnails, QWidget* parent = nullptr);
    void setPath(const QString& path);
    QSize sizeHint() const override { return {280, 240}; }

private:
    void paintEvent(QPaintEvent* event) override;
    bridge::ThumbnailProvider* m_thumbnails;
    QString m_path;
};

} // namespace fulcrum::views
